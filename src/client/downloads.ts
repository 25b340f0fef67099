import { type Clock, systemClock } from "../clock.ts";
import { ShoalError } from "../protocol/errors.ts";
import type { FileInfo } from "../protocol/files.ts";
import { paths } from "../protocol/http.ts";
import { Attempt } from "./attempt.ts";
import { call, type RequestOptions, refusalOf, sleep } from "./http-call.ts";
import { RETRY_MAX_MS, RETRY_MIN_MS } from "./uploads.ts";

/** A download that brings nothing for this long begins again where it was. */
const SILENCE_MS_MAX = 30_000;

/** How a file is downloaded. */
export interface DownloadOptions extends RequestOptions {
  /** The clock for waits. Default: the device's. */
  clock?: Clock | undefined;
}

type Downloadable = Pick<FileInfo, "id" | "name" | "byteLength">;

/**
 * Downloads a file of a message [P83]: yields its `byteLength` bytes as they come, each once, over any number of lost connections and restarts of the server.
 * Nothing is read ahead of the caller. Throws the server's refusal (`not-found` where the user may not see it, or it was deleted; `unauthenticated`),
 * or the signal's reason.
 * @example
 * for await (const bytes of downloadFile(url, file, { token })) await sink.write(bytes);
 */
export async function* downloadFile(
  url: string,
  file: Downloadable,
  options: DownloadOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const { clock = systemClock, signal } = options;
  let offset = 0;
  let waitMs = RETRY_MIN_MS;
  while (offset < file.byteLength) {
    try {
      for await (const bytes of bytesFrom(url, file, offset, options)) {
        offset += bytes.length;
        waitMs = RETRY_MIN_MS;
        yield bytes;
      }
      if (offset < file.byteLength) throw new ShoalError("unavailable");
    } catch (error) {
      if (!(error instanceof ShoalError && error.isRetryable)) throw error;
      await sleep(clock, error.retryAfterMs ?? waitMs, signal);
      waitMs = Math.min(RETRY_MAX_MS, 2 * waitMs);
    }
  }
}

/** Throws `unavailable` when the connection is lost or silent, and the server's refusal. */
async function* bytesFrom(
  url: string,
  { id, name }: Downloadable,
  offset: number,
  { clock = systemClock, signal, ...options }: DownloadOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const attempt = new Attempt(clock, SILENCE_MS_MAX, signal);
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  try {
    const path = `${paths.files}/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;
    const headers = offset === 0 ? {} : { range: `bytes=${offset}-` };
    const response = await attempt.inTime(call(url, path, "GET", { ...options, signal: attempt.signal, headers }));
    if (!response.ok) throw await refusalOf(response);
    // What is between may not know of parts, and answer with the whole file.
    let skipped = response.status === 206 ? offset : 0;
    // Not every browser iterates a body.
    reader = response.body?.getReader();
    while (reader !== undefined) {
      const { value } = await attempt.inTime(reader.read()).catch((cause: unknown) => {
        attempt.signal.throwIfAborted();
        throw new ShoalError("unavailable", { message: "The connection was lost; try again.", cause });
      });
      if (value === undefined) return;
      const fresh = value.subarray(Math.min(value.length, offset - skipped));
      skipped += value.length - fresh.length;
      if (fresh.length > 0) yield fresh;
    }
  } finally {
    attempt.end();
    reader?.cancel().catch(() => {});
  }
}
