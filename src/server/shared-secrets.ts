import { join } from "node:path";
import { readIfThere, writePrivately } from "./private-file.ts";

/** What a server keeps secret beside its data: it signs with `device-key` and `sign-in-key`, and push services know it by `push-keys`. */
export type SecretName = "device-key" | "push-keys" | "sign-in-key";

/** Secrets that are the same at every node of a server. */
export interface SharedSecrets {
  /**
   * The secret of that name. The first caller's is kept, which `make` makes; one that `isRight` does not take is replaced. Throws `Error` where it can
   * be neither read nor kept.
   */
  sharedSecret(name: SecretName, make: () => string, isRight?: (secret: string) => boolean): Promise<string>;
  /** Where the operator finds it. */
  placeOf(name: SecretName): string;
}

/** What seals sign-ins that are under way is as old as the process: it is needed for minutes. */
const files: Readonly<Record<SecretName, string | undefined>> = {
  "device-key": "device-key",
  "push-keys": "push-keys.json",
  "sign-in-key": undefined,
};

/** The secrets of a server that is its only node, in its data folder. */
export function folderSecrets(dataFolder: string): SharedSecrets {
  const placeOf = (name: SecretName): string => join(dataFolder, files[name] ?? name);
  return {
    placeOf,
    async sharedSecret(name, make, isRight = () => true) {
      if (files[name] === undefined) return make();
      const file = placeOf(name);
      const kept = readIfThere(file)?.trimEnd();
      if (kept !== undefined && isRight(kept)) return kept;
      const made = make();
      writePrivately(file, `${made}\n`);
      return made;
    },
  };
}
