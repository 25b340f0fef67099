import { ShoalError } from "../../../protocol/errors.ts";
import { paths } from "../../../protocol/http.ts";
import type { UploadProgress, Uploads } from "../../files/uploads.ts";
import { bodyChunks } from "../request-body.ts";
import { noContent, refusal } from "../responses.ts";
import { openRoute, type Route, type SignedInRequest, signedInRoute } from "../router.ts";
import { byteCount, requiredByteCount, requireTus, TUS_VERSION, tusExtensions, uploadMediaType, uploadMetadata } from "./tus.ts";

type Handler = (request: SignedInRequest) => Promise<Response>;

const uploadPath = `${paths.uploads}/:uploadId`;

/** Uploads by tus 1.0: core, creation and termination [P80, P81]. */
export class UploadsApi {
  readonly #uploads: Uploads;

  constructor(uploads: Uploads) {
    this.#uploads = uploads;
  }

  get routes(): readonly Route[] {
    return [
      openRoute("OPTIONS", paths.uploads, () => this.#describe()),
      ...[this.#route("POST", paths.uploads, (request) => this.#create(request))],
      openRoute("OPTIONS", uploadPath, () => this.#describe()),
      this.#route("HEAD", uploadPath, (request) => this.#tell(request)),
      this.#route("PATCH", uploadPath, (request) => this.#append(request)),
      this.#route("DELETE", uploadPath, (request) => this.#abandon(request)),
      // For clients that have only GET and POST.
      this.#route("POST", uploadPath, (request) => this.#override(request)),
    ];
  }

  #route(method: Route["method"], path: string, handle: Handler): Route {
    return signedInRoute(method, path, (request) => answering(request, handle), "write");
  }

  #describe(): Response {
    return noContent({
      "Tus-Resumable": TUS_VERSION,
      "Tus-Version": TUS_VERSION,
      "Tus-Extension": tusExtensions,
      "Tus-Max-Size": String(this.#uploads.uploadBytesMax),
    });
  }

  async #create({ request, session: { user } }: SignedInRequest): Promise<Response> {
    const byteLength = requiredByteCount(request, "Upload-Length");
    const metadata = uploadMetadata(request);
    const [name = "", type = ""] = ["filename", "filetype"].map((each) => metadata.get(each));
    const id = await this.#uploads.create(user.id, { name, type, byteLength });
    const headers = { "Tus-Resumable": TUS_VERSION, "Cache-Control": "no-store", Location: `${paths.uploads}/${id}` };
    return new Response(null, { status: 201, headers });
  }

  async #tell({ params, session: { user } }: SignedInRequest): Promise<Response> {
    const progress = await this.#uploads.progress(params.uploadId ?? "", user.id);
    return new Response(null, { headers: { "Cache-Control": "no-store", ...progressHeaders(progress) } });
  }

  async #append({ request, params, session: { user } }: SignedInRequest): Promise<Response> {
    if (request.headers.get("content-type") !== uploadMediaType) throw new ShoalError("upload-type-unsupported");
    const offset = requiredByteCount(request, "Upload-Offset");
    const piece = { offset, byteLength: byteCount(request, "Content-Length"), chunks: bodyChunks(request) };
    return noContent(progressHeaders(await this.#uploads.append(params.uploadId ?? "", user.id, piece)));
  }

  async #abandon({ params, session: { user } }: SignedInRequest): Promise<Response> {
    await this.#uploads.abandon(params.uploadId ?? "", user.id);
    return noContent({ "Tus-Resumable": TUS_VERSION });
  }

  #override(request: SignedInRequest): Promise<Response> {
    const method = request.request.headers.get("x-http-method-override");
    if (method === "PATCH") return this.#append(request);
    if (method === "DELETE") return this.#abandon(request);
    throw new ShoalError("method-not-allowed", { message: "X-HTTP-Method-Override must be PATCH or DELETE here." });
  }
}

function progressHeaders({ offset, byteLength }: UploadProgress): Record<string, string> {
  return { "Tus-Resumable": TUS_VERSION, "Upload-Offset": String(offset), "Upload-Length": String(byteLength) };
}

/** Refusals name the version, too. */
async function answering(request: SignedInRequest, handle: Handler): Promise<Response> {
  try {
    requireTus(request.request);
    return await handle(request);
  } catch (error) {
    if (error instanceof ShoalError) return refusal(error, { "Tus-Resumable": TUS_VERSION, "Tus-Version": TUS_VERSION });
    throw error;
  }
}
