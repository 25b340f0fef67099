import { once } from "node:events";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, TLSSocket } from "node:tls";
import type { Clock } from "../../clock.ts";
import { InspectionError } from "./inspection-error.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** Beyond this the socket is paused until the chunks were read. */
const UNREAD_CHUNKS_MAX = 64;

/** A TCP or TLS connection that is read chunk by chunk. */
export class ByteStream {
  readonly #socket: Socket;
  readonly #unread: Uint8Array[] = [];
  #isEnded = false;
  #failure: Error | undefined;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Uint8Array) => {
      this.#unread.push(chunk);
      if (this.#unread.length >= UNREAD_CHUNKS_MAX) socket.pause();
      this.#wake();
    });
    socket.on("error", (error) => {
      this.#failure = error;
    });
    for (const end of ["end", "close"]) {
      socket.on(end, () => {
        this.#isEnded = true;
        this.#wake();
      });
    }
  }

  get address(): { readonly address: string; readonly port: number } {
    return { address: this.#socket.remoteAddress ?? "", port: this.#socket.remotePort ?? 0 };
  }

  /** Like `TLSv1.3, TLS_AES_256_GCM_SHA384`. */
  get tls(): string | undefined {
    if (!(this.#socket instanceof TLSSocket)) return undefined;
    return [this.#socket.getProtocol(), this.#socket.getCipher()?.name].filter(Boolean).join(", ");
  }

  /** Why the connection broke, if it did. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  write(bytes: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  /** The next bytes, or undefined at the end. One reader at a time. */
  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk = this.#unread.shift();
      if (this.#unread.length === 0) this.#socket.resume();
      if (chunk !== undefined || this.#isEnded) return chunk;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Ends it at once; `read` then ends too. */
  destroy(): void {
    this.#isEnded = true;
    this.#socket.destroy();
    this.#wake();
  }
}

/** Throws an `InspectionError` that says in one sentence why nothing answers. */
export async function openByteStream(url: URL, isInsecure: boolean, clock: Clock): Promise<ByteStream> {
  const isSecure = url.protocol === "wss:" || url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || (isSecure ? 443 : 80));
  const socket = isSecure
    ? connectTls({
        host,
        port,
        // An address is not a name, and may not be sent as one [RFC 6066 3].
        ...(isIP(host) === 0 ? { servername: host } : {}),
        rejectUnauthorized: !isInsecure,
        ALPNProtocols: ["http/1.1"],
      })
    : connectTcp({ host, port });
  const cancelTimeout = clock.after(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error("no answer in 10 s")));
  try {
    await once(socket, isSecure ? "secureConnect" : "connect");
  } catch (error) {
    socket.destroy();
    throw new InspectionError(`No connection to ${host} port ${port}: ${reasonOf(error)}.`, { cause: error });
  } finally {
    cancelTimeout();
  }
  socket.setNoDelay(true);
  return new ByteStream(socket);
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "the name is unknown",
  EAI_AGAIN: "the name cannot be looked up at the moment",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ECONNRESET: "the server hung up",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is signed by itself (--insecure accepts it)",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate is signed by itself (--insecure accepts it)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate cannot be verified (--insecure accepts it)",
  CERT_HAS_EXPIRED: "the certificate has expired (--insecure accepts it)",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another name (--insecure accepts it)",
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (error.message.includes("WRONG_VERSION_NUMBER")) return "no TLS is spoken there";
  return reasons[code] ?? error.message.replace(/\.$/, "");
}
