import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FindingKind } from "../check/finding.ts";
import type { RunOptions } from "../drive/options.ts";
import type { RunRequest } from "../drive/run.ts";

/** A defect of the server, made by exchanging text in a copy of its source. */
export interface Mutant {
  readonly name: string;
  readonly changes: readonly TextChange[];
  /** What the checker must find. */
  readonly kinds: readonly FindingKind[];
  /** What happens in the run that shows it. */
  readonly script: NonNullable<RunRequest["script"]>;
  /** Where the run needs something else than the others. */
  readonly options?: Partial<RunOptions>;
}

interface TextChange {
  /** Below `src/server`. */
  readonly file: string;
  /** Must be there once: a mutant that does not fit the source any more is a failure, not a server without the defect. */
  readonly find: string;
  readonly replace: string;
}

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** A copy of the source with the defect in it. */
export class MutantSource implements AsyncDisposable {
  readonly root: string;

  private constructor(folder: string) {
    this.root = folder;
  }

  static async create({ name, changes }: Pick<Mutant, "name" | "changes">): Promise<MutantSource> {
    const source = new MutantSource(await mkdtemp(join(tmpdir(), "shoal-mutant-")));
    // A link would lead its imports back to the source without the defect.
    for (const folder of ["src", "test"]) await cp(join(root, folder), join(source.root, folder), { recursive: true });
    for (const link of ["node_modules", "package.json", "tsconfig.json"])
      await symlink(join(root, link), join(source.root, link));
    for (const { file, find, replace } of changes) {
      const path = join(source.root, "src/server", file);
      const text = await readFile(path, "utf8");
      if (text.split(find).length !== 2)
        throw new Error(`"${name}" does not fit ${file}: the text to exchange must be there once.`);
      await writeFile(
        path,
        text.replace(find, () => replace),
      );
    }
    return source;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
