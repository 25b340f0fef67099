import type { Clock } from "../../clock.ts";
import { formatHead, type Header, type HttpHead, headerValue, statusOf, withHeaders } from "../../wire/http-head.ts";
import type { ByteStream } from "./byte-stream.ts";
import { EventStreamReader } from "./event-stream.ts";
import { bodyReaderOf } from "./http-body.ts";
import { InspectionError } from "./inspection-error.ts";
import type { Report } from "./observation.ts";
import { type Response, readResponse } from "./response.ts";
import type { Settings } from "./settings.ts";

/** One exchange over HTTP/1.1, shown as it goes. */
export async function exchangeHttp(stream: ByteStream, settings: Settings, report: Report, clock: Clock): Promise<void> {
  const request = httpRequest(settings);
  report({ type: "request", head: request });
  if (settings.data !== undefined) report({ type: "body", direction: "out", ...readable(settings.data, true) });
  stream.write(new TextEncoder().encode(formatHead(request)));
  if (settings.data !== undefined) stream.write(settings.data);

  let response = await readResponse(stream, report, clock);
  report({ type: "response", head: response.head });
  for (let status = statusOf(response.head) ?? 0; status >= 100 && status < 200; status = statusOf(response.head) ?? 0) {
    if (status === 101) throw new InspectionError("The server switched to another protocol, which is not HTTP any more.");
    response = await readResponse(stream, report, clock, response.rest);
    report({ type: "response", head: response.head });
  }
  await readBody(stream, response, settings, report);
}

/** Shows a response's body up to its end. */
export async function readBody(stream: ByteStream, response: Response, settings: Settings, report: Report): Promise<void> {
  const { frameBytesMax, method } = settings;
  const reader = bodyReaderOf(response.head, method, frameBytesMax);
  const content = contentOf(response.head, frameBytesMax, report);
  let byteLength = 0;
  let chunkCount = 0;
  for (let bytes: Uint8Array | undefined = response.rest; bytes !== undefined; bytes = await stream.read()) {
    for (const part of reader.read(bytes)) {
      byteLength += part.bytes.length;
      if (part.isChunk) report({ type: "chunk", size: part.bytes.length });
      if (part.isChunk) chunkCount++;
      content.take(part.bytes);
      await report.written();
    }
    if (reader.isComplete) break;
  }
  content.finish();
  if (!reader.isComplete && !reader.isCompleteAtEnd) {
    throw new InspectionError(`The connection ended in the middle of the body, after ${byteLength} bytes of it.`);
  }
  report({ type: "end", byteLength, chunkCount: chunkCount === 0 ? undefined : chunkCount });
}

function httpRequest({ url, method, headers, origin, token, data }: Settings): HttpHead {
  const own: Header[] = [
    { name: "Host", value: url.host },
    { name: "User-Agent", value: "shoal-inspect" },
    { name: "Accept", value: "*/*" },
    { name: "Connection", value: "close" },
  ];
  if (origin !== undefined) own.push({ name: "Origin", value: origin });
  if (token !== undefined) own.push({ name: "Authorization", value: `Bearer ${token}` });
  if (data !== undefined) {
    own.push({ name: "Content-Type", value: isJson(data) ? "application/json" : "application/octet-stream" });
    own.push({ name: "Content-Length", value: String(data.length) });
  }
  return { startLine: `${method} ${url.pathname}${url.search} HTTP/1.1`, headers: withHeaders(own, headers) };
}

function isJson(data: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(data));
    return true;
  } catch {
    return false;
  }
}

/** The type of a body decides when it is shown: events and lines as they come, a document when it is whole. */
interface Content {
  take(bytes: Uint8Array): void;
  finish(): void;
}

function contentOf(head: HttpHead, bytesMax: number, report: Report): Content {
  const [mediaType = ""] = (headerValue(head, "Content-Type") ?? "").toLowerCase().split(/[;\s]/);
  if (headerValue(head, "Content-Encoding") !== undefined) return document(bytesMax, false, report);
  if (mediaType === "text/event-stream") return events(bytesMax, report);
  const isText = /^text\/|[/+](json|xml|javascript)$/.test(mediaType);
  const isLineByLine = /ndjson|jsonl|json-seq/.test(mediaType) || mediaType === "text/plain";
  return isLineByLine ? pieces(report) : document(bytesMax, isText, report);
}

function events(bytesMax: number, report: Report): Content {
  const reader = new EventStreamReader(bytesMax);
  return {
    take(bytes) {
      for (const part of reader.read(bytes)) {
        if ("event" in part) report({ type: "event", event: part.event });
        else report({ type: "comment", text: part.comment });
      }
    },
    finish() {},
  };
}

function pieces(report: Report): Content {
  let rest = new Uint8Array();
  const show = (payload: Uint8Array): void => {
    if (payload.length > 0) report({ type: "body", direction: "in", text: new TextDecoder().decode(payload), payload });
  };
  return {
    take(bytes) {
      const all = new Uint8Array(Buffer.concat([rest, bytes]));
      const end = all.length - cutCharacterBytes(all);
      rest = all.slice(end);
      show(all.subarray(0, end));
    },
    finish() {
      show(rest);
    },
  };
}

/** How many bytes at the end are the beginning of a character in UTF-8: the others may be in the next piece. */
function cutCharacterBytes(bytes: Uint8Array): number {
  const last = bytes.subarray(-3);
  const start = last.findLastIndex((byte) => (byte & 0xc0) !== 0x80);
  const first = last[start] ?? 0;
  const isCut = last.length - start < characterBytes(first);
  return isCut ? last.length - start : 0;
}

function characterBytes(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

function document(bytesMax: number, isText: boolean, report: Report): Content {
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  let droppedBytes = 0;
  return {
    take(bytes) {
      const part = bytes.subarray(0, bytesMax - keptBytes);
      kept.push(part);
      keptBytes += part.length;
      droppedBytes += bytes.length - part.length;
    },
    finish() {
      if (keptBytes > 0) report({ type: "body", direction: "in", ...readable(new Uint8Array(Buffer.concat(kept)), isText) });
      if (droppedBytes > 0) report({ type: "note", text: `${droppedBytes} more bytes came than --max-frame keeps.` });
    },
  };
}

/** Text only when it is declared as UTF-8, or is valid UTF-8. */
function readable(payload: Uint8Array, isText: boolean): { readonly text: string | undefined; readonly payload: Uint8Array } {
  try {
    return { payload, text: isText ? new TextDecoder("utf-8", { fatal: true }).decode(payload) : undefined };
  } catch {
    return { payload, text: undefined };
  }
}
