/** Bytes as they are copied from anywhere: two digits each, with or without `0x`, spaces, commas and colons. Undefined for anything else. */
export function bytesOfHex(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(/0x|\\x/gi, "").replaceAll(/[\s,:]/g, "");
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) return undefined;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
