const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;
/** By how many bits each round turns; the four of a group repeat. */
const turns = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;

/** MD5 [RFC 1321] of `message`: 16 bytes. It guards nothing, and is here because a handshake of 2010 was made of it. */
export function md5(message: Uint8Array): Uint8Array {
  const padded = pad(message);
  const hash = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let start = 0; start < padded.byteLength; start += BLOCK_BYTES) {
    mixBlock(hash, new DataView(padded.buffer, start, BLOCK_BYTES));
  }
  const digest = new DataView(new ArrayBuffer(hash.byteLength));
  hash.forEach((word, index) => {
    digest.setUint32(index * 4, word, true);
  });
  return new Uint8Array(digest.buffer);
}

/** A one bit, zeros, and the length in bits at the end of the last block. */
function pad(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
  const padded = new Uint8Array(blocks * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - LENGTH_BYTES, BigInt(message.length) * 8n, true);
  return padded;
}

function mixBlock(hash: Uint32Array, block: DataView): void {
  let [a = 0, b = 0, c = 0, d = 0] = hash;
  for (let round = 0; round < 64; round++) {
    const [mixed, word] = mix(round, b, c, d);
    const constant = Math.floor(2 ** 32 * Math.abs(Math.sin(round + 1)));
    const sum = (a + mixed + constant + block.getUint32(word * 4, true)) >>> 0;
    const turn = turns[Math.floor(round / 16)]?.[round % 4] ?? 0;
    [a, d, c, b] = [d, c, b, (b + rotateLeft(sum, turn)) >>> 0];
  }
  [a, b, c, d].forEach((value, index) => {
    hash[index] = (hash[index] ?? 0) + value;
  });
}

/** The function of each group of sixteen rounds, and the word of the block that the round takes. */
function mix(round: number, b: number, c: number, d: number): readonly [number, number] {
  if (round < 16) return [(b & c) | (~b & d), round];
  if (round < 32) return [(d & b) | (~d & c), (5 * round + 1) % 16];
  if (round < 48) return [b ^ c ^ d, (3 * round + 5) % 16];
  return [c ^ (b | ~d), (7 * round) % 16];
}

function rotateLeft(word: number, bits: number): number {
  return ((word << bits) | (word >>> (32 - bits))) >>> 0;
}
