import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { temporaryFolder } from "../test/support/temporary-folder.ts";
import { bundleElement } from "./bundle-element.ts";

/** Of the element and of Preact, beside the SDK, compressed by gzip. */
const OWN_BYTES_MAX = 25 * 1024;
/** With the SDK in it: what a visitor of another site loads. */
const WHOLE_BYTES_MAX = 60 * 1024;

test("<shoal-chat> is one small file that needs no other", async () => {
  await using folder = await temporaryFolder();
  const script = await readFile(await bundleElement(folder.path));
  const sdk = await Bun.build({
    entrypoints: [join(dirname(import.meta.dir), "src/client/index.ts")],
    target: "browser",
    minify: true,
  });
  const sdkText = (await sdk.outputs[0]?.text()) ?? "";
  const whole = gzipSync(script, { level: 9 }).length;
  expect(whole).toBeLessThanOrEqual(WHOLE_BYTES_MAX);
  expect(whole - gzipSync(sdkText, { level: 9 }).length).toBeLessThanOrEqual(OWN_BYTES_MAX);
  expect(script.toString()).not.toMatch(/\bfrom\s*"|\bimport\s*\(/);
});
