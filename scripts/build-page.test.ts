import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { buildPage } from "./build-page.ts";

const html = `<!doctype html><title>Shoal</title>
<link rel="stylesheet" href="./main.css"><script type="module" src="./main.tsx"></script>`;

/** Pages of their own, which the chat does not load. */
const otherPages = ["lab", "admin"];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "shoal-page-"));
  await mkdir(join(folder, "web/public/icons"), { recursive: true });
  await writeFile(join(folder, "web/index.html"), html);
  await writeFile(join(folder, "web/main.tsx"), `document.title = "小鱼"; void import("./later.ts");`);
  for (const name of otherPages) {
    await mkdir(join(folder, "web", name));
    await writeFile(join(folder, "web", name, `${name}.html`), html.replaceAll("main", name));
    await writeFile(join(folder, "web", name, `${name}.tsx`), `document.title = "${name}";`);
    await writeFile(join(folder, "web", name, `${name}.css`), "body { margin: 0 }");
  }
  await writeFile(join(folder, "web/later.ts"), `console.log("later");`);
  await writeFile(join(folder, "web/main.css"), "body { color: light-dark(black, white); p { margin: 0 } }");
  await writeFile(join(folder, "web/public/icons/fish.svg"), "<svg/>");
});

afterEach(() => rm(folder, { recursive: true }));

const build = () => buildPage(join(folder, "web"), join(folder, "dist"));
const built = (path: string) => readFile(join(folder, "dist", path));

test("the page names its script and its style sheet by their content", async () => {
  const manifest = await build();
  const page = (await built("index.html")).toString();
  const [, script] = /src="\.\/(assets\/main-\w+\.js)"/.exec(page) ?? [];
  const [, style] = /href="\.\/(assets\/main-\w+\.css)"/.exec(page) ?? [];
  expect(manifest[script ?? ""]).toMatchObject({ type: "text/javascript; charset=utf-8", isImmutable: true });
  expect(manifest[style ?? ""]).toMatchObject({ type: "text/css; charset=utf-8", isImmutable: true });
  expect(manifest["index.html"]).toMatchObject({ type: "text/html; charset=utf-8", isImmutable: false });
});

test("a lazily imported module is a file of its own", async () => {
  const scripts = Object.keys(await build()).filter((path) => path.endsWith(".js"));
  expect(scripts).toHaveLength(4);
});

test("a script that the page names to be loaded ahead is named by its content", async () => {
  await writeFile(join(folder, "web/index.html"), `${html}<link rel="modulepreload" href="./later.ts">`);
  const manifest = await build();
  const [, later] = /rel="modulepreload" href="\.\/(assets\/[\w-]+\.js)"/.exec((await built("index.html")).toString()) ?? [];
  expect(manifest[later ?? ""]).toMatchObject({ isImmutable: true });
  expect((await built(later ?? "")).toString()).toContain("later");
});

test("the lab and the administration are pages of their own, which the chat does not load", async () => {
  await build();
  for (const name of otherPages) {
    expect((await built(`${name}.html`)).toString()).toMatch(new RegExp(`src="\\./assets/${name}-\\w+\\.js"`));
    expect((await built("index.html")).toString()).not.toContain(`${name}-`);
  }
});

test("every text has compressed twins with the same content", async () => {
  const manifest = await build();
  for (const [path, { encodings }] of Object.entries(manifest)) {
    expect(encodings).toEqual(["br", "gzip"]);
    const plain = await built(path);
    expect(brotliDecompressSync(await built(`${path}.br`))).toEqual(plain);
    expect(gunzipSync(await built(`${path}.gz`))).toEqual(plain);
  }
});

test("the style sheet keeps rules that browsers understand themselves", async () => {
  const manifest = await build();
  const style = Object.keys(manifest).find((path) => /main-\w+\.css$/.test(path)) ?? "";
  expect((await built(style)).toString()).toContain("light-dark(");
});

test("public files keep their names, and may change", async () => {
  const manifest = await build();
  expect((await built("icons/fish.svg")).toString()).toBe("<svg/>");
  expect(manifest["icons/fish.svg"]).toMatchObject({ type: "image/svg+xml", isImmutable: false });
});

test("a removed entry leaves no file behind", async () => {
  const before = await build();
  await writeFile(join(folder, "web/later.ts"), `console.log("changed");`);
  await rm(join(folder, "web/public"), { recursive: true });
  const after = await build();
  expect(after["icons/fish.svg"]).toBeUndefined();
  expect(Object.keys(after)).not.toEqual(Object.keys(before));
  expect(JSON.parse((await built("manifest.json")).toString())).toEqual(after);
});

test.each([
  ["<style>p {}</style>", "inline style"],
  ["<script>alert(1)</script>", "inline script"],
  ['<p onclick="go()">', "attribute onclick"],
  ['<p style="color: red">', "attribute style"],
])("%s is refused, because the browser would refuse it", async (forbidden, reason) => {
  await writeFile(join(folder, "web/index.html"), html + forbidden);
  await expect(build()).rejects.toThrow(reason);
});

test("a build that fails leaves the page of before", async () => {
  const before = await build();
  await writeFile(join(folder, "web/main.tsx"), "const = ;");
  await expect(build()).rejects.toThrow();
  expect(JSON.parse((await built("manifest.json")).toString())).toEqual(before);
});
