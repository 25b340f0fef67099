/** Of all uploads of a process together. Beyond that a piece is written when it has `SMALL_PIECE_BYTES`: uploads that stall must not fill the memory. */
const GATHERED_BYTES_MAX = 64 * 1024 * 1024;
const SMALL_PIECE_BYTES = 256 * 1024;

type Chunk = Uint8Array<ArrayBuffer>;

/** Gathers what is uploaded into pieces for a store that has a long way to it: one piece is written while the next one gathers. */
export class Pieces {
  readonly #bytesMax: number;
  #gatheredBytes = 0;

  /** `bytesMax`: a piece is written when it has so many. Each upload holds up to two pieces. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Pieces are written in order, one at a time. When `chunks` throws, what came before is written first. After a failed write nothing more is. */
  async write(chunks: AsyncIterable<Chunk>, writePiece: (piece: Chunk) => Promise<void>): Promise<void> {
    let gathered: Chunk[] = [];
    let byteLength = 0;
    let writing = Promise.resolve();
    const writeGathered = async (): Promise<void> => {
      await writing;
      if (byteLength === 0) return;
      const piece = joined(gathered, byteLength);
      gathered = [];
      byteLength = 0;
      writing = writePiece(piece).finally(() => {
        this.#gatheredBytes -= piece.length;
      });
      writing.catch(() => {}); // told when it is awaited
    };
    try {
      for await (const chunk of chunks) {
        gathered.push(chunk);
        byteLength += chunk.length;
        this.#gatheredBytes += chunk.length;
        if (this.#isEnough(byteLength)) await writeGathered();
      }
    } finally {
      try {
        await writeGathered();
        await writing;
      } finally {
        this.#gatheredBytes -= byteLength;
      }
    }
  }

  #isEnough(byteLength: number): boolean {
    return byteLength >= (this.#gatheredBytes > GATHERED_BYTES_MAX ? SMALL_PIECE_BYTES : this.#bytesMax);
  }
}

function joined(chunks: readonly Chunk[], byteLength: number): Chunk {
  const piece = new Uint8Array(byteLength);
  let at = 0;
  for (const chunk of chunks) {
    piece.set(chunk, at);
    at += chunk.length;
    release(chunk);
  }
  return piece;
}

/** Gives the memory back now: garbage of 25 MiB would be collected much later. */
export function release(chunk: Chunk): void {
  if (chunk.byteLength === chunk.buffer.byteLength) chunk.buffer.transfer(0);
}
