import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Shell } from "../src/web/worker/shell-cache.ts";
import { bundleElement } from "./bundle-element.ts";
import { listLanguages } from "./list-languages.ts";
import { openApiDocument } from "./openapi.ts";
import { writeSdkScript } from "./sdk-script.ts";

/** What the server is told of each file, in `manifest.json`. */
export interface PageFile {
  /** The Content-Type. */
  readonly type: string;
  readonly etag: string;
  /** The name changes with the content, so that it may be kept for ever. */
  readonly isImmutable: boolean;
  /** Precompressed twins: "br" is `file.br`, "gzip" is `file.gz`. */
  readonly encodings: readonly ("br" | "gzip")[];
}

/** The page's files by their path below the output folder. */
export type PageManifest = Readonly<Record<string, PageFile>>;

/**
 * Builds each page with the script and the style sheet that it names, and copies `public/`, and the files and folders of `copied`: where they
 * lie below the page, and where they come from.
 * The output folder is replaced as a whole, once everything went well.
 */
export async function buildPage(
  sourceFolder: string,
  outputFolder: string,
  copied: Readonly<Record<string, string>> = {},
): Promise<PageManifest> {
  const draftFolder = `${outputFolder}.draft`;
  await rm(draftFolder, { recursive: true, force: true });
  await mkdir(draftFolder, { recursive: true });
  const chatFiles: string[] = [];
  for (const page of pages) {
    await build(page, sourceFolder, draftFolder);
    // What is there after the first one is the chat's.
    if (chatFiles.length === 0) chatFiles.push(...(await filesBelow(join(draftFolder, assetsFolder))));
  }
  const publicFiles = await copyPublic(sourceFolder, draftFolder);
  await buildWorker(sourceFolder, draftFolder, chatFiles, publicFiles);
  for (const [path, from] of Object.entries(copied)) await cp(from, join(draftFolder, path), { recursive: true });

  const manifest: Record<string, PageFile> = {};
  for (const path of await filesBelow(draftFolder)) manifest[path] = await describe(draftFolder, path);
  await writeFile(join(draftFolder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

  await rm(outputFolder, { recursive: true, force: true });
  await rename(draftFolder, outputFolder);
  return manifest;
}

interface SourcePage {
  readonly html: string;
  /** Without its ending, which is `.tsx`. */
  readonly bundle: string;
  /** Below the source's folder. */
  readonly folder: string;
}

const pages: readonly SourcePage[] = [
  { html: "index.html", bundle: "main", folder: "." },
  { html: "lab.html", bundle: "lab", folder: "lab" },
  { html: "admin.html", bundle: "admin", folder: "admin" },
];

const assetsFolder = "assets";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".mp3": "audio/mpeg",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
};
const textExtensions = new Set([".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest"]);

// Each page by itself: what they have in common would be one more file for the chat to wait for.
async function build(page: SourcePage, sourceFolder: string, draftFolder: string): Promise<void> {
  const folder = join(sourceFolder, page.folder);
  const html = await readFile(join(folder, page.html), "utf8");
  const built = await bundle(folder, page.bundle, html, draftFolder);
  await writeFile(join(draftFolder, page.html), withHashedNames(page.html, html, built));
}

interface BuiltBundle {
  /** The addresses of the bundles, by what the source's HTML calls them. */
  readonly hashedNames: ReadonlyMap<string, string>;
  /** What these scripts import before they run: the browser asks for it at once, and not after it has read them. */
  readonly imported: readonly string[];
}

async function bundle(sourceFolder: string, name: string, html: string, outputFolder: string): Promise<BuiltBundle> {
  const shared = {
    outdir: join(outputFolder, assetsFolder),
    naming: "[name]-[hash].[ext]",
    // What a script or a style sheet names lies beside it, wherever the server lives on its host.
    publicPath: "./",
    minify: true,
  };
  const script = await Bun.build({
    ...shared,
    entrypoints: [join(sourceFolder, `${name}.tsx`)],
    target: "browser",
    splitting: true,
    metafile: true,
    define: { "process.env.NODE_ENV": '"production"' },
  });
  // For the target "browser" Bun rewrites light-dark() into variables that follow only a color-scheme in the same sheet.
  const sheets = [...html.matchAll(/"\.\/(\w+)\.css"/g)].map(([, sheet = ""]) => sheet);
  const styles = new Map<string, string>();
  for (const sheet of sheets) {
    const style = await Bun.build({ ...shared, entrypoints: [join(sourceFolder, `${sheet}.css`)], target: "bun" });
    styles.set(`./${sheet}.css`, addressOf(sheet, style));
  }
  const scripts = new Map([[`./${name}.tsx`, addressOf(name, script)]]);
  for (const [source, address] of laterScripts(script, sourceFolder))
    if (html.includes(`"${source}"`)) scripts.set(source, address);
  const imported = new Set<string>();
  for (const address of scripts.values()) await findImports(address, outputFolder, imported);
  return {
    hashedNames: new Map([...scripts, ...styles]),
    imported: [...imported.difference(new Set(scripts.values()))],
  };
}

/** The addresses of the scripts that are imported while the page runs, by their sources. */
function laterScripts({ metafile }: Bun.BuildOutput, sourceFolder: string): readonly (readonly [string, string])[] {
  return Object.entries(metafile?.outputs ?? {}).flatMap(([output, { entryPoint }]) =>
    entryPoint === undefined ? [] : [[`./${relative(sourceFolder, resolve(entryPoint))}`, addressBelow(output)] as const],
  );
}

const staticImport = /(?:\bfrom|\bimport)\s*"([^"]+\.js)"/g;

/** Adds the chunks that a script imports at its top, and those that they import. */
async function findImports(address: string, outputFolder: string, found: Set<string>): Promise<void> {
  const text = await readFile(join(outputFolder, address), "utf8");
  for (const [, name = ""] of text.matchAll(staticImport)) {
    const imported = addressBelow(name);
    if (found.has(imported)) continue;
    found.add(imported);
    await findImports(imported, outputFolder, found);
  }
}

function addressOf(name: string, { outputs }: Bun.BuildOutput): string {
  const main = outputs.find(({ path }) => basename(path).startsWith(`${name}-`));
  if (main === undefined) throw new Error(`The bundle has no file ${name}.`);
  return addressBelow(main.path);
}

/** Relative: the pages lie beside the folder of their files, and the server may live below a path of its host. */
function addressBelow(path: string): string {
  return `./${assetsFolder}/${basename(path)}`;
}

/** Points the source's HTML at the bundles, and holds it to what the Content-Security-Policy lets pass. */
function withHashedNames(page: string, html: string, { hashedNames, imported }: BuiltBundle): string {
  const unused = new Set(hashedNames.keys());
  const replace = (element: HTMLRewriterTypes.Element, attribute: string): void => {
    const source = element.getAttribute(attribute) ?? "";
    const hashedName = hashedNames.get(source);
    if (hashedName === undefined) return;
    element.setAttribute(attribute, hashedName);
    unused.delete(source);
  };
  const rewritten = new HTMLRewriter()
    .on("*", {
      element(element) {
        for (const [name] of element.attributes) {
          if (name === "style" || name.startsWith("on")) throw new Error(`${page}: the policy forbids the attribute ${name}.`);
        }
      },
    })
    .on("style, script:not([src])", {
      element: ({ tagName }) => {
        throw new Error(`${page}: the policy forbids an inline ${tagName}.`);
      },
    })
    .on("head", {
      element(element) {
        for (const address of imported) element.append(`<link rel="modulepreload" href="${address}">`, { html: true });
      },
    })
    .on("script[src]", { element: (element) => replace(element, "src") })
    .on("link[href]", { element: (element) => replace(element, "href") })
    .transform(html);
  for (const source of unused) throw new Error(`${page} does not name ${source}.`);
  return rewritten;
}

/** Returns the paths of the copied files. */
async function copyPublic(sourceFolder: string, outputFolder: string): Promise<readonly string[]> {
  const folder = join(sourceFolder, "public");
  if (!existsSync(folder)) return [];
  await cp(folder, outputFolder, { recursive: true });
  return await filesBelow(folder);
}

/** The script that keeps the chat's files for when there is no network. It knows them by name, and so is another one with each version. */
async function buildWorker(
  sourceFolder: string,
  draftFolder: string,
  chatFiles: readonly string[],
  publicFiles: readonly string[],
): Promise<void> {
  const source = join(sourceFolder, "worker/service-worker.ts");
  if (!existsSync(source)) return;
  const hashed = chatFiles.map(addressBelow);
  const others = publicFiles.map((path) => `./${path}`);
  const page = await readFile(join(draftFolder, "index.html"), "utf8");
  const version = fingerprint(JSON.stringify([page, hashed, others]));
  const { outputs } = await Bun.build({
    entrypoints: [source],
    target: "browser",
    format: "iife",
    minify: true,
    define: { SHELL: JSON.stringify({ version, hashed, others } satisfies Shell) },
  });
  const [script] = outputs;
  if (script === undefined) throw new Error("The service worker was not built.");
  await writeFile(join(draftFolder, "sw.js"), await script.text());
}

async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return files.sort();
}

/** Writes the compressed twins of a text, too. */
async function describe(folder: string, path: string): Promise<PageFile> {
  const extension = extname(path);
  const type = types[extension];
  if (type === undefined) throw new Error(`${path}: name the type of ${extension} files in scripts/build-page.ts.`);
  const file = join(folder, path);
  const bytes = await readFile(file);
  const isText = textExtensions.has(extension);
  if (isText) {
    await writeFile(`${file}.br`, await compressBrotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    await writeFile(`${file}.gz`, await compressGzip(bytes, { level: 9 }));
  }
  return {
    type,
    etag: fingerprint(bytes),
    isImmutable: dirname(path) === assetsFolder,
    encodings: isText ? ["br", "gzip"] : [],
  };
}

function fingerprint(content: string | Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(content).digest("base64url").slice(0, 22);
}

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

if (import.meta.main) {
  const root = dirname(import.meta.dir);
  const startedAt = performance.now();
  await listLanguages(join(root, "src/web/i18n"));
  const sdk = await writeSdkScript(join(root, "dist/sdk"));
  const element = await bundleElement(join(root, "dist/element"));
  const apiDocument = join(root, "dist/protocol/openapi.json");
  await mkdir(dirname(apiDocument), { recursive: true });
  await writeFile(apiDocument, JSON.stringify(openApiDocument()));
  const manifest = await buildPage(join(root, "src/web"), join(root, "dist/web"), {
    "sdk/shoal-chat.js": element,
    examples: join(root, "examples/pages"),
    "protocol.txt": join(root, "PROTOCOL.md"),
    "sdk/shoal.js": sdk.script,
    "sdk/index.json": sdk.integrity,
    "api/v1/openapi.json": apiDocument,
  });
  const fileCount = Object.keys(manifest).length;
  console.log(`Built the page: ${fileCount} files in dist/web, ${Math.round(performance.now() - startedAt)} ms.`);
}
