import { readFileSync } from "node:fs";
import type { DownFrame } from "../../src/protocol/frames/down.ts";
import type { UpFrameInput } from "../../src/protocol/frames/up.ts";

/** One frame of a recorded conversation between clients and a server. */
export type Line =
  | { readonly client: string; readonly direction: "up"; readonly frame: UpFrameInput }
  | { readonly client: string; readonly direction: "down"; readonly frame: DownFrame };

/** One recording for each released state of the wire; they are never changed. */
export function readWire(name: string): readonly Line[] {
  return readFileSync(new URL(`./${name}.jsonl`, import.meta.url), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}
