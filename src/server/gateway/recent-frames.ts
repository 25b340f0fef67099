/** A frame as it went out, and the places in its log between which it leads. */
export interface RecentFrame {
  readonly after: number;
  readonly last: number;
  readonly text: string;
}

interface RecentLog {
  readonly frames: RecentFrame[];
  characterCount: number;
}

const CHARACTERS_PER_LOG_MAX = 256 * 1024;
const CHARACTERS_MAX = 8 * 1024 * 1024;

/**
 * The last frames of logs that some connection could not take at once: a long-poll is back in a moment, and gets them as
 * they went out to the others, and the storage is not asked [P14]. A connection that is further behind reads the log.
 */
export class RecentFrames {
  /** By log id; the one that waits longest for a frame comes first. */
  readonly #logs = new Map<string, RecentLog>();
  #characterCount = 0;

  has(logId: string): boolean {
    return this.#logs.has(logId);
  }

  /** The kept frames of a log have no hole: after one they begin anew, and an older frame is not kept. */
  add(logId: string, frame: RecentFrame): void {
    const newest = this.#logs.get(logId)?.frames.at(-1);
    if (newest !== undefined && frame.after < newest.last) return;
    if (newest !== undefined && frame.after > newest.last) this.forget(logId);
    const log = this.#logs.get(logId) ?? { frames: [], characterCount: 0 };
    this.#logs.delete(logId);
    this.#logs.set(logId, log);
    log.frames.push(frame);
    this.#count(log, frame.text.length);
    while (log.characterCount > CHARACTERS_PER_LOG_MAX) this.#count(log, -(log.frames.shift()?.text.length ?? 0));
    const [oldest] = this.#logs.keys();
    if (this.#characterCount > CHARACTERS_MAX && oldest !== undefined) this.forget(oldest);
  }

  /** What leads from that place to the newest; undefined when they do not go back so far. */
  since(logId: string, position: number): readonly RecentFrame[] | undefined {
    const frames = this.#logs.get(logId)?.frames;
    const [first] = frames ?? [];
    const newest = frames?.at(-1);
    if (frames === undefined || first === undefined || newest === undefined) return undefined;
    if (position < first.after || position > newest.last) return undefined;
    return frames.slice(frames.findLastIndex(({ last }) => last <= position) + 1);
  }

  forget(logId: string): void {
    const log = this.#logs.get(logId);
    if (log === undefined) return;
    this.#logs.delete(logId);
    this.#characterCount -= log.characterCount;
  }

  #count(log: RecentLog, characters: number): void {
    log.characterCount += characters;
    this.#characterCount += characters;
  }
}
