import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { bundleElement } from "./bundle-element.ts";

// <shoal-chat> and the React hooks for those who use the package, with their types. The hooks import React and shoal/client of the application.

const root = dirname(import.meta.dir);
const reactFolder = join(root, "dist/react");

await bundleElement(join(root, "dist/element"));
await rm(reactFolder, { recursive: true, force: true });
await Bun.build({
  entrypoints: [join(root, "src/react/index.ts")],
  outdir: reactFolder,
  target: "browser",
  external: ["react", "shoal/client"],
  sourcemap: "linked",
  // Hooks run in the browser: frameworks that render on a server ask for this line.
  banner: '"use client";',
});

const draftFolder = join(root, "dist/types.draft");
const types = Bun.spawn(
  [join(root, "node_modules/.bin/tsc"), "--project", join(import.meta.dir, "tsconfig.element.json"), "--outDir", draftFolder],
  { stdio: ["ignore", "inherit", "inherit"] },
);
if ((await types.exited) !== 0) process.exit(1);
for (const folder of ["element", "react"]) {
  const typesFolder = join(root, "dist", folder, "types");
  await rm(typesFolder, { recursive: true, force: true });
  await mkdir(typesFolder, { recursive: true });
  await copyTypes(join(draftFolder, folder), "index.d.ts", typesFolder);
}
await rm(draftFolder, { recursive: true });
console.log("Built the element and the React hooks: dist/element, dist/react.");

/** Copies a declaration, and those beside it that it names. The SDK's are those of `shoal/client`. */
async function copyTypes(from: string, name: string, to: string): Promise<void> {
  const text = await readFile(join(from, name), "utf8");
  await cp(join(from, name), join(to, name));
  for (const [, imported = ""] of text.matchAll(/from "\.\/([\w-]+)\.ts"/g)) {
    const next = `${basename(imported)}.d.ts`;
    if (!(await Bun.file(join(to, next)).exists())) await copyTypes(from, next, to);
  }
}
