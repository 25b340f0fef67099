import type { Sender } from "./pasted.ts";

/** Bytes to begin with: some that are right, and a violation of each kind. */
export const pastedExamples = {
  hello: { sender: "client", hex: "81 85 37 fa 21 3d 7f 9f 4d 51 58" },
  fragments: { sender: "server", hex: "01 03 48 65 6c 89 02 68 69 80 02 6c 6f" },
  close: { sender: "server", hex: "88 05 0f a0 62 79 65" },
  reservedBit: { sender: "server", hex: "c1 07 f2 48 cd c9 c9 07 00" },
  opcode: { sender: "server", hex: "83 00" },
  unmasked: { sender: "client", hex: "81 05 48 65 6c 6c 6f" },
  longPing: { sender: "server", hex: "89 7e 00 7e" },
  notMinimal: { sender: "server", hex: "81 7e 00 05 48 65 6c 6c 6f" },
  closeCode: { sender: "server", hex: "88 02 03 ee" },
} as const satisfies Record<string, { readonly sender: Sender; readonly hex: string }>;

export type ExampleName = keyof typeof pastedExamples;
