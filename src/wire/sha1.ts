const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

/**
 * SHA-1 [RFC 3174] of `message`: 20 bytes.
 *
 * For the WebSocket handshake only, where it guards nothing: it shows that the server read the key. It is here because a
 * page on plain HTTP has no `crypto.subtle`, and because one can look at it. Never use it to keep a secret.
 */
export function sha1(message: Uint8Array): Uint8Array {
  const padded = pad(message);
  const hash = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  for (let start = 0; start < padded.byteLength; start += BLOCK_BYTES) {
    mixBlock(hash, new DataView(padded.buffer, start, BLOCK_BYTES));
  }
  const digest = new DataView(new ArrayBuffer(hash.byteLength));
  hash.forEach((word, index) => {
    digest.setUint32(index * 4, word);
  });
  return new Uint8Array(digest.buffer);
}

/** A one bit, zeros, and the length in bits at the end of the last block. */
function pad(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
  const padded = new Uint8Array(blocks * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - LENGTH_BYTES, BigInt(message.length) * 8n);
  return padded;
}

function mixBlock(hash: Uint32Array, block: DataView): void {
  const words = expand(block);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = hash;
  words.forEach((word, round) => {
    const next = (rotateLeft(a, 5) + choose(round, b, c, d) + e + word) >>> 0;
    [a, b, c, d, e] = [next, a, rotateLeft(b, 30), c, d];
  });
  [a, b, c, d, e].forEach((value, index) => {
    hash[index] = (hash[index] ?? 0) + value;
  });
}

/** 16 words of the block, and 64 made of those before. */
function expand(block: DataView): Uint32Array {
  const words = new Uint32Array(80);
  const at = (index: number): number => words[index] ?? 0;
  for (let index = 0; index < 16; index++) words[index] = block.getUint32(index * 4);
  for (let index = 16; index < 80; index++) {
    words[index] = rotateLeft(at(index - 3) ^ at(index - 8) ^ at(index - 14) ^ at(index - 16), 1);
  }
  return words;
}

/** The function and the constant of each group of twenty rounds. */
function choose(round: number, b: number, c: number, d: number): number {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function rotateLeft(word: number, bits: number): number {
  return ((word << bits) | (word >>> (32 - bits))) >>> 0;
}
