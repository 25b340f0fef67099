import type { Pool } from "./connection/pool.ts";

/** Secrets that all nodes share, in the database. */
export class StoredSecrets {
  readonly #pool: Pick<Pool, "all">;

  constructor(pool: Pick<Pool, "all">) {
    this.#pool = pool;
  }

  placeOf(name: string): string {
    return `the table of secrets (${name})`;
  }

  /** That of the first node that asked; one that `isRight` does not take is replaced. */
  async sharedSecret(name: string, make: () => string, isRight: (secret: string) => boolean = () => true): Promise<string> {
    const read = async (): Promise<string | undefined> =>
      (await this.#pool.all<{ value: string }>("SELECT value FROM secrets WHERE name = $1", [name]))[0]?.value;
    const kept = await read();
    if (kept !== undefined && isRight(kept)) return kept;
    // Of nodes that start together, or replace the same, one is first.
    await this.#pool.all(
      "INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE secrets.value = $3",
      [name, make(), kept ?? ""],
    );
    const secret = await read();
    if (secret === undefined) throw new Error("a secret that was just kept is there");
    return secret;
  }
}
