/** The head of an HTTP/1.1 message [RFC 9112]: a start line, then a line for each header, then an empty one. */
export interface HttpHead {
  readonly startLine: string;
  /** In the order and the spelling of the wire. */
  readonly headers: readonly Header[];
}

export interface Header {
  readonly name: string;
  readonly value: string;
}

/** A text that is not HTTP/1.1, or a head that is too large. */
export class HttpHeadError extends Error {
  override readonly name = "HttpHeadError";
}

export const HEAD_BYTES_MAX = 64 * 1024;

/** Gathers chunks of any size until the head of a response is complete. */
export class ResponseHeadReader {
  #bytes: Uint8Array = new Uint8Array();

  /** The bytes received so far, up to the limit of a head. */
  get received(): Uint8Array {
    return this.#bytes.subarray(0, HEAD_BYTES_MAX);
  }

  /** The head, and the bytes after it, which belong to the body or are the first frames. */
  read(chunk: Uint8Array): { readonly head: HttpHead; readonly rest: Uint8Array } | undefined {
    const bytes = new Uint8Array(this.#bytes.length + chunk.length);
    bytes.set(this.#bytes);
    bytes.set(chunk, this.#bytes.length);
    this.#bytes = bytes;
    const text = toLatin1(this.received);
    if (!"HTTP/".startsWith(text.slice(0, 5))) throw new HttpHeadError("The answer is not HTTP.");
    const end = text.indexOf("\r\n\r\n");
    if (end >= 0) return { head: parseHead(text.slice(0, end)), rest: bytes.subarray(end + 4) };
    if (bytes.length >= HEAD_BYTES_MAX) throw new HttpHeadError(`The headers are longer than ${HEAD_BYTES_MAX} bytes.`);
    return undefined;
  }
}

/** Parses a head line by line; the last, empty line may be missing. */
export function parseHead(text: string): HttpHead {
  const [startLine = "", ...lines] = text.replace(/(\r\n)+$/, "").split("\r\n");
  return { startLine, headers: lines.map(parseHeader) };
}

export function formatHead({ startLine, headers }: HttpHead): string {
  return [startLine, ...headers.map(({ name, value }) => `${name}: ${value}`), "", ""].join("\r\n");
}

/** The header's value; several of the same name mean the same as one with commas [RFC 9110 5.3]. */
export function headerValue(head: HttpHead, name: string): string | undefined {
  const values = head.headers.filter((header) => isSameName(header.name, name)).map(({ value }) => value);
  return values.length === 0 ? undefined : values.join(", ");
}

/** The items of a header that is a list, in lower case: `Connection: keep-alive, Upgrade`. */
export function headerTokens(head: HttpHead, name: string): readonly string[] {
  return (headerValue(head, name) ?? "")
    .split(",")
    .map((token) => token.trim().toLowerCase())
    .filter((token) => token !== "");
}

/** The headers with `more` after them; one of the same name takes the other's place. */
export function withHeaders(headers: readonly Header[], more: readonly Header[]): readonly Header[] {
  const kept = headers.filter(({ name }) => !more.some((header) => isSameName(header.name, name)));
  return [...kept, ...more];
}

/** The status of a response, or undefined when its first line is no status line. */
export function statusOf(head: HttpHead): number | undefined {
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(head.startLine)?.[1];
  return status === undefined ? undefined : Number(status);
}

const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;

/** The header on a line. Throws an `HttpHeadError` for an invalid line. */
export function parseHeader(line: string): Header {
  const [, name, value] = headerLine.exec(line) ?? [];
  if (name === undefined || value === undefined || hasControlCharacter(value)) {
    throw new HttpHeadError(`This is not a header line: ${JSON.stringify(line)}`);
  }
  return { name, value };
}

function hasControlCharacter(value: string): boolean {
  return [...value].some((character) => (character < " " && character !== "\t") || character === "\x7f");
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

// Headers are bytes; every one of them is a character in Latin-1, and so none is lost or refused.
function toLatin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
