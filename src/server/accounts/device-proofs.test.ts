import { expect, test } from "bun:test";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { folderSecrets } from "../shared-secrets.ts";
import { DeviceProofs } from "./device-proofs.ts";

test("[P151c] a proof is good for its user, also after a restart, and for no other; a forged one is good for none", async () => {
  await using folder = await temporaryFolder();
  const proof = (await DeviceProofs.open(folderSecrets(folder.path))).issue("u_ann");
  const proofs = await DeviceProofs.open(folderSecrets(folder.path));
  const device = proofs.deviceOf("u_ann", proof);
  expect(device).toBe(proof.split(".")[0]);
  expect(proofs.deviceOf("u_ben", proof)).toBeUndefined();
  expect(proofs.deviceOf(undefined, proof)).toBeUndefined();
  const flipped = proof.at(-2) === "A" ? "B" : "A";
  for (const forged of [undefined, "", ".", `${device}.`, `${proof}x`, `${proof.slice(0, -2)}${flipped}${proof.slice(-1)}`]) {
    expect(proofs.deviceOf("u_ann", forged)).toBeUndefined();
  }
  expect((await stat(join(folder.path, "device-key"))).mode & 0o777).toBe(0o600);
});

test("a damaged key is replaced, and proofs of before prove nothing", async () => {
  await using folder = await temporaryFolder();
  const proof = (await DeviceProofs.open(folderSecrets(folder.path))).issue("u_ann");
  await writeFile(join(folder.path, "device-key"), "rubbish");
  const proofs = await DeviceProofs.open(folderSecrets(folder.path));
  expect(proofs.deviceOf("u_ann", proof)).toBeUndefined();
  expect((await DeviceProofs.open(folderSecrets(folder.path))).deviceOf("u_ann", proofs.issue("u_ann"))).toBeDefined();
});
