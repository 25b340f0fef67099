import { expect, test } from "bun:test";
import { billOfMaterials } from "./bill-of-materials.ts";

const lock = {
  name: "shoal",
  version: "0.1.0",
  packages: {
    "": { dependencies: { tide: "2.0.0" } },
    "node_modules/@sea/moon": { version: "1.0.0", license: "MIT", integrity: `sha512-${btoa("moon")}` },
    "node_modules/tide": { version: "2.0.0", license: "(MIT OR Apache-2.0)", dependencies: { "@sea/moon": "^3" } },
    "node_modules/tide/node_modules/@sea/moon": { version: "3.0.0", license: "ISC", optionalDependencies: { gone: "1.0.0" } },
    "node_modules/tool": { version: "9.0.0", dev: true, license: "MIT" },
  },
};

test("the bill of materials names what a release contains, with licence and checksum, and what needs what", () => {
  expect(billOfMaterials(lock)).toMatchObject({
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    metadata: { component: { name: "shoal", version: "0.1.0", purl: "pkg:npm/shoal@0.1.0" } },
    components: [
      {
        name: "@sea/moon",
        version: "1.0.0",
        purl: "pkg:npm/%40sea/moon@1.0.0",
        licenses: [{ license: { id: "MIT" } }],
        hashes: [{ alg: "SHA-512", content: "6d6f6f6e" }],
      },
      { name: "tide", version: "2.0.0", licenses: [{ expression: "(MIT OR Apache-2.0)" }] },
      { name: "@sea/moon", version: "3.0.0" },
    ],
    dependencies: [
      { ref: "pkg:npm/shoal@0.1.0", dependsOn: ["pkg:npm/tide@2.0.0"] },
      { ref: "pkg:npm/%40sea/moon@1.0.0", dependsOn: [] },
      { ref: "pkg:npm/tide@2.0.0", dependsOn: ["pkg:npm/%40sea/moon@3.0.0"] },
      { ref: "pkg:npm/%40sea/moon@3.0.0", dependsOn: [] },
    ],
  });
});

test("nothing in it changes from one day to the next", () => {
  expect(JSON.stringify(billOfMaterials(lock))).toBe(JSON.stringify(billOfMaterials(lock)));
  expect(JSON.stringify(billOfMaterials(lock))).not.toMatch(/timestamp|serialNumber/);
});
