import type { FilePart, FileProgress } from "../../server/files/imported-files.ts";
import type { ImportStep } from "../../server/imports/imports.ts";

/** A server that data comes into. */
export interface ImportTarget extends AsyncDisposable {
  readonly stepSize: StepSize;
  /** Throws `ShoalError`, or `OperatorError` where there is no server any more. */
  run(step: ImportStep, input: object): Promise<unknown>;
  addFile(part: FilePart, bytes: Uint8Array): Promise<FileProgress>;
}

/** How much goes into one step. */
export interface StepSize {
  readonly lines: number;
  /** About as many characters of JSON. */
  readonly characters: number;
}

/** A step holds up those who write meanwhile: about as long as a few messages of theirs. */
export const SMALL_STEP: StepSize = { lines: 100, characters: 64 * 1024 };
