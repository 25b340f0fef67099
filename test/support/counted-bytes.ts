/** Bytes that tell where they are: a part in the wrong place shows. */
export function countedBytes(offset: number, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => ((offset + at) * 2_654_435_761) >>> 24);
}
