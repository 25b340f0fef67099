import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { packTar } from "modern-tar";
import { binaryOf } from "./runtimes.ts";
import { targetNamed, targets } from "./targets.ts";

const linux = targetNamed("bun-linux-arm64");

test("the Bun of another machine is taken out of its package, if that is the one of package-lock.json", async () => {
  const archive = await archiveOf("package/bin/bun");
  expect(await binaryOf(archive, integrityOf(archive), linux)).toEqual(new TextEncoder().encode("bun"));
  const other = `sha512-${btoa("another package")}`;
  await expect(binaryOf(archive, other, linux)).rejects.toThrow("is not the package that package-lock.json names");
});

test("a package without the binary is refused", async () => {
  const archive = await archiveOf("package/README.md");
  await expect(binaryOf(archive, integrityOf(archive), linux)).rejects.toThrow("lacks package/bin/bun");
});

test("package-lock.json names a package of npm for every target, all of one version", async () => {
  const { packages } = await Bun.file(new URL("../../package-lock.json", import.meta.url)).json();
  const versions = targets.map((target) => packages[`node_modules/${target.package}`]?.version);
  expect(new Set(versions)).toEqual(new Set([Bun.version]));
});

test("an unknown target is refused with those that there are", () => {
  expect(() => targetNamed("bun-beos-ppc")).toThrow("--target must be one of bun-linux-x64, ");
});

async function archiveOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return Bun.gzipSync(await packTar([{ header: { name: path, size: 3, type: "file" }, body: "bun" }]));
}

function integrityOf(archive: Uint8Array): string {
  return `sha512-${createHash("sha512").update(archive).digest("base64")}`;
}
