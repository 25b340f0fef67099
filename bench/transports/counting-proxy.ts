import type { Socket } from "bun";

/** The traffic so far. */
export interface Traffic {
  readonly requests: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

interface Side {
  other: Socket<Side> | undefined;
  readonly isUpward: boolean;
  /** Bytes that arrived before the other side was connected, or could not be written yet. */
  waiting: Buffer | undefined;
}

// Ends every request line, and occurs nowhere else in a head.
const REQUEST_LINE_END = Buffer.from(" HTTP/1.1\r\n");

/** Forwards bytes between clients and 127.0.0.1:`serverPort`, and counts all of them: heads and bodies. */
export class CountingProxy {
  #requests = 0;
  #bytesUp = 0;
  #bytesDown = 0;
  readonly #listener: { readonly port: number; stop(isAtOnce: boolean): void };

  constructor(serverPort: number) {
    const tails = new WeakMap<Side, Buffer>();
    const upstream = {
      data: (socket: Socket<Side>, bytes: Buffer) => {
        this.#bytesDown += bytes.length;
        pass(socket.data, bytes);
      },
      drain: (socket: Socket<Side>) => flush(socket),
      close: (socket: Socket<Side>) => void socket.data.other?.end(),
    };
    this.#listener = Bun.listen<Side>({
      hostname: "127.0.0.1",
      port: 0,
      data: undefined as unknown as Side,
      socket: {
        open: (socket) => {
          socket.data = { other: undefined, isUpward: true, waiting: undefined };
          const data: Side = { other: socket, isUpward: false, waiting: undefined };
          Bun.connect<Side>({ hostname: "127.0.0.1", port: serverPort, data, socket: upstream })
            .then((server) => {
              socket.data.other = server;
              const { waiting } = socket.data;
              socket.data.waiting = undefined;
              if (waiting !== undefined) pass(socket.data, waiting);
            })
            .catch(() => socket.end());
        },
        data: (socket, bytes) => {
          this.#bytesUp += bytes.length;
          const seen = Buffer.concat([tails.get(socket.data) ?? Buffer.alloc(0), bytes]);
          this.#requests += countOf(seen);
          // One byte less than the pattern: a match across two chunks is found, and no match is counted twice.
          tails.set(socket.data, Buffer.from(seen.subarray(Math.max(0, seen.length - REQUEST_LINE_END.length + 1))));
          pass(socket.data, bytes);
        },
        drain: flush,
        close: (socket) => void socket.data.other?.end(),
      },
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return this.#listener.port;
  }

  get traffic(): Traffic {
    return { requests: this.#requests, bytesUp: this.#bytesUp, bytesDown: this.#bytesDown };
  }

  close(): void {
    this.#listener.stop(true);
  }
}

export function trafficSince(before: Traffic, now: Traffic): Traffic {
  return {
    requests: now.requests - before.requests,
    bytesUp: now.bytesUp - before.bytesUp,
    bytesDown: now.bytesDown - before.bytesDown,
  };
}

function pass(from: Side, bytes: Buffer): void {
  const { other } = from;
  if (other === undefined || from.waiting !== undefined) {
    from.waiting = Buffer.concat([from.waiting ?? Buffer.alloc(0), bytes]);
    return;
  }
  const written = other.write(bytes);
  if (written < bytes.length) from.waiting = Buffer.from(bytes.subarray(Math.max(0, written)));
}

/** The socket takes more: the bytes that wait for it are kept on the other side. */
function flush(socket: Socket<Side>): void {
  const from = socket.data.other?.data;
  if (from?.waiting === undefined) return;
  const { waiting } = from;
  from.waiting = undefined;
  pass(from, waiting);
}

function countOf(bytes: Buffer): number {
  let count = 0;
  for (let place = bytes.indexOf(REQUEST_LINE_END); place >= 0; place = bytes.indexOf(REQUEST_LINE_END, place + 1)) count += 1;
  return count;
}
