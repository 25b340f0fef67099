import { Database } from "bun:sqlite";
import { join } from "node:path";
import { signIn } from "../../../../client/index.ts";
import { type DownFrame, parseDown } from "../../../../protocol/frames/down.ts";
import { paths } from "../../../../protocol/http.ts";
import { TUS_VERSION, uploadMediaType } from "../tus.ts";

type Headers = Readonly<Record<string, string>>;

/** A user who uploads and downloads with nothing but HTTP. */
export class Uploader {
  readonly #url: string;
  readonly userId: string;
  readonly token: string;

  private constructor(url: string, userId: string, token: string) {
    this.#url = url;
    this.userId = userId;
    this.token = token;
  }

  static async signIn({ url }: { readonly url: string }, nickname: string): Promise<Uploader> {
    const { user, token = "" } = await signIn(url, { nickname });
    return new Uploader(url, user.id, token);
  }

  call(method: string, path: string, headers: Headers = {}, body?: BodyInit): Promise<Response> {
    const own = { Authorization: `Bearer ${this.token}`, ...headers };
    return fetch(this.#url + path, { method, headers: own, redirect: "manual", ...(body === undefined ? {} : { body }) });
  }

  tus(method: string, path: string, headers: Headers = {}, body?: BodyInit): Promise<Response> {
    return this.call(method, path, { "Tus-Resumable": TUS_VERSION, ...headers }, body);
  }

  create(byteLength: number, name = "a file", type = ""): Promise<Response> {
    const metadata = [`filename ${base64(name)}`, ...(type === "" ? [] : [`filetype ${base64(type)}`])];
    return this.tus("POST", paths.uploads, { "Upload-Length": String(byteLength), "Upload-Metadata": metadata.join(",") });
  }

  /** The path of a new upload. */
  async begin(byteLength: number, name?: string, type?: string): Promise<string> {
    return (await this.create(byteLength, name, type)).headers.get("location") ?? "";
  }

  patch(path: string, offset: number, body: BodyInit, headers: Headers = {}): Promise<Response> {
    return this.tus("PATCH", path, { "Upload-Offset": String(offset), "Content-Type": uploadMediaType, ...headers }, body);
  }

  /** What HEAD says: bytes that are there, bytes that there will be. */
  async progress(path: string): Promise<[offset: number, byteLength: number]> {
    const { headers } = await this.tus("HEAD", path);
    return [Number(headers.get("upload-offset")), Number(headers.get("upload-length"))];
  }

  /** The id of a file that is complete. */
  async upload(bytes: Uint8Array<ArrayBuffer> | string, name?: string, type?: string): Promise<string> {
    const body = Buffer.from(bytes);
    const path = await this.begin(body.length, name, type);
    if (body.length > 0) await this.patch(path, 0, body);
    return path.split("/").at(-1) ?? "";
  }

  /** Asks for something by a frame. */
  async ask(frame: object): Promise<DownFrame> {
    const response = await this.call("POST", paths.frames, {}, JSON.stringify({ requestId: 1, ...frame }));
    return parseDown((await response.text()).trim());
  }

  download(id: string, headers: Headers = {}, method = "GET"): Promise<Response> {
    return this.call(method, `${paths.files}/${id}/file`, headers);
  }
}

/** As the storage does when a message with that file is appended. */
export function nameInMessage({ dataFolder }: { readonly dataFolder: string }, fileId: string, logId: string, seq: number): void {
  using database = new Database(join(dataFolder, "shoal.db"));
  database.run("PRAGMA busy_timeout = 5000");
  database.run("UPDATE files SET log_key = (SELECT key FROM logs WHERE id = ?), seq = ? WHERE id = ?", [logId, seq, fileId]);
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
