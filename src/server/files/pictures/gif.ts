import { type Picture, viewOf } from "./picture.ts";

/** `head`: the first bytes of what begins like a GIF. */
export function examineGif(head: Uint8Array): Picture | undefined {
  if (head.length < 10) return undefined;
  const view = viewOf(head);
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}
