import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { isTagNamed, negotiateEncoding } from "./conditions.ts";
import { framable } from "./responses.ts";

/** The manifest that the build wrote beside the files. */
const manifestSchema = v.record(
  v.string(),
  v.object({
    type: v.string(),
    etag: v.string(),
    /** The name changes with the content. */
    isImmutable: v.boolean(),
    /** Precompressed twins: "br" is `file.br`, "gzip" is `file.gz`. */
    encodings: v.array(v.picklist(["br", "gzip"])),
  }),
);

type Encoding = "br" | "gzip" | "identity";

interface Asset {
  /** Whether other sites may embed it. */
  readonly isFramable: boolean;
  readonly etag: string;
  readonly headers: Record<string, string>;
  readonly bodies: ReadonlyMap<Encoding, Uint8Array<ArrayBuffer>>;
}

const suffixes = { br: ".br", gzip: ".gz", identity: "" } as const;

// No inline script or style, nothing from elsewhere, and text can become a script by no way that the browser knows. The one policy
// lets the page name its service worker (src/web/offline/register-worker.ts).
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types service-worker",
].join("; ");

// A frame that streams is one of the lab's pieces.
const labSecurityPolicy = `${contentSecurityPolicy}; frame-src 'self'`;

// The examples talk to the server of your choice, and one of them shows the HTML that a server made.
const examplesSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src data:",
  "connect-src ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The SDK, for pages of every origin that load it from here. */
const sdkFolder = "/sdk/";
const everyOrigin = { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" };

/** The built page, held in memory with its compressed twins. */
export class Page {
  readonly #assets: ReadonlyMap<string, Asset>;

  private constructor(assets: ReadonlyMap<string, Asset>) {
    this.#assets = assets;
  }

  /** Without a build there is no page, and everything else works. Pages of the origins `allowedFrames` may embed the chat. */
  static async load(folder: string, allowedFrames: readonly string[] = []): Promise<Page> {
    const manifestText = await readFile(join(folder, "manifest.json"), "utf8").catch(() => "{}");
    const manifest = v.parse(manifestSchema, JSON.parse(manifestText));
    const assets = new Map<string, Asset>();
    for (const [path, { type, etag, isImmutable, encodings }] of Object.entries(manifest)) {
      const tag = `"${etag}"`;
      const headers: Record<string, string> = {
        "Content-Type": type,
        ETag: tag,
        "Cache-Control": isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
        Vary: "Accept-Encoding",
      };
      if (addressOf(path).startsWith(sdkFolder)) Object.assign(headers, everyOrigin);
      if (type.startsWith("text/html")) headers["Content-Security-Policy"] = securityPolicyOf(path, allowedFrames);
      const bodies = new Map<Encoding, Uint8Array<ArrayBuffer>>();
      for (const encoding of [...encodings, "identity"] as const) {
        bodies.set(encoding, new Uint8Array(await readFile(join(folder, path + suffixes[encoding]))));
      }
      const isFramable = path === chatPage && allowedFrames.length > 0;
      assets.set(addressOf(path), { isFramable, etag: tag, headers, bodies });
    }
    return new Page(assets);
  }

  get isBuilt(): boolean {
    return this.#assets.has("/");
  }

  /** Where there is a file, or a folder with a page. */
  has(path: string): boolean {
    return this.#assets.has(path);
  }

  /** Whether pages of other origins may have it, with an integrity that they check [P200]. */
  isForEveryOrigin(path: string): boolean {
    return path.startsWith(sdkFolder) && this.has(path);
  }

  get paths(): readonly string[] {
    const files = [...this.#assets.keys()];
    const folders = files.filter((path) => path.endsWith("/")).map((path) => path.slice(0, -1));
    return [...new Set([...files, ...folders])]; // `""` is the base path without its slash
  }

  /** The file at one of `paths`, for a GET. */
  answer(path: string, { headers: asked }: Request): Response {
    const asset = this.#assets.get(path);
    if (asset === undefined) return movedTo(path);
    const response = answerOf(asset, asked);
    return asset.isFramable ? framable(response) : response;
  }
}

function answerOf(asset: Asset, asked: Headers): Response {
  if (isTagNamed(asked.get("if-none-match"), asset.etag)) return new Response(null, { status: 304, headers: asset.headers });
  const encodings = (["br", "gzip"] as const).filter((encoding) => asset.bodies.has(encoding));
  const encoding = negotiateEncoding(asked.get("accept-encoding"), encodings);
  const headers = encoding === "identity" ? asset.headers : { ...asset.headers, "Content-Encoding": encoding };
  return new Response(asset.bodies.get(encoding), { headers });
}

// A folder's page has the folder's address, and a page beside it goes without its ending: `lab.html` is at `/lab`.
function addressOf(path: string): string {
  return `/${path.replace(/(^|\/)index\.(?:html|json)$/, "$1").replace(/^([^/]+)\.html$/, "$1")}`;
}

// For a folder: its links are relative to it.
function movedTo(path: string): Response {
  return new Response(null, { status: 308, headers: { Location: `${path}/` } });
}

/** The chat alone can be embedded: its lab and its administration stay by themselves. */
const chatPage = "index.html";

function securityPolicyOf(path: string, allowedFrames: readonly string[]): string {
  if (path === "lab.html") return labSecurityPolicy;
  if (path === chatPage && allowedFrames.length > 0) {
    return contentSecurityPolicy.replace("frame-ancestors 'none'", `frame-ancestors 'self' ${allowedFrames.join(" ")}`);
  }
  return path.startsWith("examples/") ? examplesSecurityPolicy : contentSecurityPolicy;
}
