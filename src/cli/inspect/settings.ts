import { paths } from "../../protocol/http.ts";
import { limits } from "../../protocol/limits.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { PAYLOAD_BYTES_MAX_DEFAULT } from "../../wire/decode.ts";
import { type Header, HttpHeadError, parseHeader } from "../../wire/http-head.ts";

/** The options of `shoal inspect` as they were typed. */
export interface InspectOptions {
  readonly header?: readonly string[];
  readonly subprotocol?: readonly string[];
  readonly origin?: string;
  readonly token?: string;
  readonly insecure?: boolean;
  readonly maxFrame?: string;
  readonly method?: string;
  readonly data?: string;
  readonly json?: boolean;
  readonly bytes?: boolean;
  readonly full?: boolean;
}

/** The same, understood. */
export interface Settings {
  readonly url: URL;
  readonly headers: readonly Header[];
  readonly subprotocols: readonly string[];
  readonly origin: string | undefined;
  readonly token: string | undefined;
  readonly isInsecure: boolean;
  readonly frameBytesMax: number;
  readonly method: string;
  readonly data: Uint8Array | undefined;
}

/** The command was typed wrong: one sentence, and exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const FRAME_BYTES_MAX_MAX = 1024 * 1024 * 1024;

export async function readSettings(
  address: string,
  options: InspectOptions,
  readBytes: (source: string) => Promise<Uint8Array>,
): Promise<Settings> {
  const { header = [], subprotocol = [], insecure = false } = options;
  const url = readUrl(address);
  const isHttp = /^https?:$/.test(url.protocol);
  if (!isHttp && (options.method !== undefined || options.data !== undefined)) {
    throw new UsageError("--method and --data are for http:// and https:// addresses; a WebSocket opens with GET.");
  }
  if (isHttp && subprotocol.length > 0) throw new UsageError("--subprotocol is for ws:// and wss:// addresses.");
  for (const name of subprotocol) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw new UsageError(`A subprotocol is a name without spaces, not “${name}”.`);
  }
  const typed = options.data ?? (isHttp ? attachData(url, options) : undefined);
  const data = typed === undefined ? undefined : await readData(typed, readBytes);
  return {
    url,
    headers: header.map(readHeader),
    subprotocols: subprotocol,
    origin: options.origin === undefined ? undefined : readHeader(`Origin: ${options.origin}`).value,
    token: options.token === undefined ? undefined : readHeader(`Authorization: ${options.token}`).value,
    isInsecure: insecure,
    frameBytesMax: options.maxFrame === undefined ? PAYLOAD_BYTES_MAX_DEFAULT : readFrameBytesMax(options.maxFrame),
    method: readMethod(options.method ?? (data === undefined ? "GET" : "POST")),
    data,
  };
}

function readUrl(address: string): URL {
  const url = URL.parse(address);
  if (url === null || !/^(wss?|https?):$/.test(url.protocol)) {
    throw new UsageError("An address begins with ws://, wss://, http:// or https://, like ws://127.0.0.1:9527/api/socket.");
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError('A name and password in the address are not sent; use --header "Authorization: …".');
  }
  if (/^wss?:$/.test(url.protocol) && url.hash !== "") {
    throw new UsageError("The address of a WebSocket has no # part (RFC 6455, 3); write it as %23.");
  }
  return url;
}

function readHeader(line: string): Header {
  try {
    const header = parseHeader(line);
    if (/[^\x20-\x7e\t]/.test(header.value)) throw new UsageError(`A header is in ASCII, not like this: ${JSON.stringify(line)}`);
    return header;
  } catch (error) {
    if (error instanceof HttpHeadError) throw new UsageError(`A header looks like "Name: value", not ${JSON.stringify(line)}.`);
    throw error;
  }
}

function readMethod(method: string): string {
  if (!/^[A-Za-z]+$/.test(method)) throw new UsageError("A method is a word like GET or POST.");
  return method.toUpperCase();
}

function readFrameBytesMax(text: string): number {
  const bytes = Number(text);
  if (!/^\d+$/.test(text) || bytes < 1 || bytes > FRAME_BYTES_MAX_MAX) {
    throw new UsageError(`--max-frame is a number of bytes from 1 to ${FRAME_BYTES_MAX_MAX}.`);
  }
  return bytes;
}

/** The request of a Shoal client [P33a], so that `--token` alone shows a stream, or a poll that waits. */
function attachData({ pathname }: URL, { token, method }: InspectOptions): string | undefined {
  if (token === undefined || method !== undefined) return undefined;
  const request: Partial<Record<string, object>> = {
    [paths.stream]: { version: PROTOCOL_VERSION },
    [paths.poll]: { version: PROTOCOL_VERSION, waitMs: limits.longPollMsMax },
  };
  return JSON.stringify(request[pathname]);
}

async function readData(data: string, readBytes: (source: string) => Promise<Uint8Array>): Promise<Uint8Array> {
  if (data !== "-" && !data.startsWith("@")) return new TextEncoder().encode(data);
  const source = data === "-" ? data : data.slice(1);
  try {
    return await readBytes(source);
  } catch (error) {
    throw new UsageError(`--data cannot read ${source}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
