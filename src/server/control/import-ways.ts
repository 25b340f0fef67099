import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import { IMPORT_BYTES_MAX } from "../../protocol/control.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { ImportedFiles } from "../files/imported-files.ts";
import { bodyChunks, readBody } from "../http/request-body.ts";
import type { Imports } from "../imports/imports.ts";

interface ImportWaysDependencies {
  readonly imports: Imports;
  readonly files: ImportedFiles;
  readonly clock: Clock;
}

const number = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));
const filePart = v.object({ source: v.string(), foreignId: v.string(), offset: number, byteLength: number });

/** An import beside people who talk: after each step it rests as long as the step took, so that they have at least half of the writer. */
export class ImportWays {
  readonly #parts: ImportWaysDependencies;

  constructor(parts: ImportWaysDependencies) {
    this.#parts = parts;
  }

  async run(step: string, request: Request): Promise<object> {
    const input = parsed(await readBody(request, IMPORT_BYTES_MAX));
    return await this.#rested(() => this.#parts.imports.run(step, input));
  }

  async addFile(request: Request, query: URLSearchParams): Promise<object> {
    const part = v.safeParse(filePart, Object.fromEntries(query));
    if (!part.success)
      throw new ShoalError("bad-frame", { message: "The query must name the source, the file, the offset and the length." });
    return await this.#rested(() => this.#parts.files.add(part.output, bodyChunks(request)));
  }

  async #rested<Result>(work: () => Promise<Result>): Promise<Result> {
    const { clock } = this.#parts;
    const begunAt = clock.monotonicNow();
    const result = await work();
    const tookMs = clock.elapsedMs(begunAt);
    if (tookMs > 0) await new Promise<void>((resolve) => clock.after(tookMs, resolve));
    return result;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ShoalError("bad-frame", { message: "The body must be JSON." });
  }
}
