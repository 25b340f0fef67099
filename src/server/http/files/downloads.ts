import { ShoalError } from "../../../protocol/errors.ts";
import { type FileInfo, isShownInline } from "../../../protocol/files.ts";
import { paths } from "../../../protocol/http.ts";
import type { Downloads } from "../../files/downloads.ts";
import { PREVIEW_TYPE } from "../../files/previews.ts";
import type { StoredBlob } from "../../files/stored-blob.ts";
import { isTagNamed } from "../conditions.ts";
import { refusal } from "../responses.ts";
import { openRoute, type Route, type RoutedRequest, type SignedInRequest, signedInRoute } from "../router.ts";
import { byteRange } from "./byte-range.ts";
import { contentDisposition } from "./content-disposition.ts";
import { filePathOf } from "./file-path.ts";

/** The id is random and another one for each picture: only the picture of that id is ever there. */
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Files for those who may see them [P83, P84], and pictures for those who were told of them [P122]. */
export class DownloadsApi {
  readonly #downloads: Downloads;

  constructor(downloads: Downloads) {
    this.#downloads = downloads;
  }

  get routes(): readonly Route[] {
    return [
      // Before names: this word is the name of no file.
      signedInRoute("GET", `${paths.files}/:fileId/preview`, (request) => this.#preview(request), "read"),
      // The name is for people and for what they save; the id alone counts.
      signedInRoute("GET", `${paths.files}/:fileId/:name`, (request) => this.#download(request), "read"),
      openRoute("GET", `${paths.pictures}/:pictureId`, (request) => this.#picture(request)),
    ];
  }

  async #download({ request, params, session: { user } }: SignedInRequest): Promise<Response> {
    const { info, blob } = await this.#downloads.open(params.fileId ?? "", user.id);
    return await answer(request, blob, headersOf(info, `"${info.id}"`));
  }

  async #preview({ request, params, session: { user } }: SignedInRequest): Promise<Response> {
    const { info, preview } = await this.#downloads.openPreview(params.fileId ?? "", user.id);
    if (preview !== undefined)
      return await answer(request, preview, headersOf({ ...info, type: PREVIEW_TYPE }, `"${info.id}.preview"`));
    const headers = {
      Location: filePathOf(info),
      "Cache-Control": "private, no-cache",
    };
    return new Response(null, { status: 307, headers });
  }

  async #picture({ request, params }: RoutedRequest): Promise<Response> {
    const id = params.pictureId ?? "";
    const picture = await this.#downloads.openPicture(id);
    const headers = headersOf({ name: "picture.webp", type: PREVIEW_TYPE }, `"${id}.picture"`);
    return await answer(request, picture, { ...headers, "Cache-Control": `private, max-age=${YEAR_SECONDS}, immutable` });
  }
}

type FileHeaders = Readonly<Record<string, string>> & { readonly ETag: string };

function headersOf({ name, type }: Pick<FileInfo, "name" | "type">, etag: string): FileHeaders {
  return {
    "Content-Type": type,
    "Content-Disposition": contentDisposition(isShownInline(type) ? "inline" : "attachment", name),
    // Nothing that a file contains is run or loaded, whatever a browser takes it for.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
    ETag: etag,
    // Kept by the browser, and asked for each time: a user who left is refused at once.
    "Cache-Control": "private, no-cache",
  };
}

async function answer({ method, headers: asked }: Request, blob: StoredBlob, headers: FileHeaders): Promise<Response> {
  if (isTagNamed(asked.get("if-none-match"), headers.ETag)) return new Response(null, { status: 304, headers });
  const ifRange = asked.get("if-range");
  const isRangeWanted = method === "GET" && (ifRange === null || ifRange === headers.ETag);
  const range = isRangeWanted ? byteRange(asked.get("range"), blob.size) : undefined;
  if (range === undefined) return await answerWith(blob, { method, headers });
  if (range === "unsatisfiable") {
    return refusal(new ShoalError("range-invalid"), { "Content-Range": `bytes */${blob.size}`, "Accept-Ranges": "bytes" });
  }
  const { start, end } = range;
  const partHeaders = { ...headers, "Content-Range": `bytes ${start}-${end - 1}/${blob.size}` };
  return await answerWith(blob.slice(start, end), { method, status: 206, headers: partHeaders });
}

/** In memory so much is read of what is not on this machine: with its length the answer shows how far it is. The runtime tells none for a stream. */
const SHORT_BYTES_MAX = 1024 * 1024;

async function answerWith(
  blob: StoredBlob,
  { method, ...init }: { readonly method: string; readonly status?: number; readonly headers: Readonly<Record<string, string>> },
): Promise<Response> {
  if (blob instanceof Blob) return new Response(blob, init);
  if (method === "HEAD")
    return new Response(null, { ...init, headers: { ...init.headers, "Content-Length": String(blob.size) } });
  return new Response(blob.size <= SHORT_BYTES_MAX ? await blob.bytes() : blob.stream(), init);
}
