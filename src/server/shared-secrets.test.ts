import { expect, test } from "bun:test";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { Sealer } from "./identities/sealer.ts";
import { folderSecrets, type SharedSecrets } from "./shared-secrets.ts";

test("a secret is made once, and replaced where it is not one", async () => {
  await using folder = await temporaryFolder();
  const isRight = (secret: string): boolean => secret.startsWith("right");
  expect(await folderSecrets(folder.path).sharedSecret("device-key", () => "right 1", isRight)).toBe("right 1");
  expect(await folderSecrets(folder.path).sharedSecret("device-key", () => "right 2", isRight)).toBe("right 1");
  expect(
    await folderSecrets(folder.path).sharedSecret(
      "device-key",
      () => "other",
      () => false,
    ),
  ).toBe("other");
});

test("[P162d] a sign-in that begins at one node is finished at another of the same server, and at no other server", async () => {
  const kept = new Map<string, string>();
  const secrets: SharedSecrets = {
    placeOf: (name) => name,
    async sharedSecret(name, make) {
      kept.set(name, kept.get(name) ?? make());
      return kept.get(name) ?? "";
    },
  };
  const [one, other] = [await Sealer.open(secrets), await Sealer.open(secrets)];
  expect(other.open(one.seal("a verifier"))).toBe("a verifier");
  await using folder = await temporaryFolder();
  expect((await Sealer.open(folderSecrets(folder.path))).open(one.seal("a verifier"))).toBeUndefined();
});
