import { type Picture, viewOf } from "./picture.ts";

/** "ispe": the box with a size. Before it is the length of the box, after it four bytes, width and height. */
const sizeBox = Buffer.from("ispe");
const SIZE_BOX_BYTES = 20;

/**
 * `head`: the first bytes of what begins like an AVIF. The largest size that it names is the picture's, or larger than it: parts and previews
 * have sizes, too.
 */
export function examineAvif(head: Uint8Array): Picture | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  let largest: Picture | undefined;
  for (let at = bytes.indexOf(sizeBox); at >= 4 && at + 16 <= bytes.length; at = bytes.indexOf(sizeBox, at + 4)) {
    const view = viewOf(head.subarray(at - 4, at - 4 + SIZE_BOX_BYTES));
    if (view.byteLength < SIZE_BOX_BYTES || view.getUint32(0) !== SIZE_BOX_BYTES) continue;
    const size = { width: view.getUint32(12), height: view.getUint32(16) };
    if (largest === undefined || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
