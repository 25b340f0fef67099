import { type Clock, systemClock } from "../clock.ts";
import { ShoalError } from "../protocol/errors.ts";
import { paths } from "../protocol/http.ts";
import { Attempt } from "./attempt.ts";
import { type CallOptions, call, type RequestOptions, refusalOf, sleep } from "./http-call.ts";

/** Small enough that progress is seen, and that little is sent twice after a cut. */
export const UPLOAD_CHUNK_BYTES = 512 * 1024;
/** The wait after a lost connection: it doubles from here … */
export const RETRY_MIN_MS = 500;
/** … up to here. */
export const RETRY_MAX_MS = 10_000;

const ABANDON_ATTEMPTS_MAX = 10;
/** A piece that is not answered for this long is given up. What came of it stays, so that a slow network goes on, too. */
const SILENCE_MS_MAX = 60_000;

const tusHeaders = { "tus-resumable": "1.0.0" };

/** How a file is uploaded. */
export interface UploadOptions extends RequestOptions {
  /** The file's name, for people. Default: that of a `File`, or "file". */
  name?: string | undefined;
  /** Continues the upload with this id, which an earlier call has told. It rejects with `not-found` when the server keeps it no more. */
  id?: string | undefined;
  /** The upload exists under this id from now on. Keep it to continue after a restart. */
  onStart?: ((id: string) => void) | undefined;
  /** So many bytes are on the server's disk. */
  onProgress?: ((bytes: number) => void) | undefined;
  /** The clock for waits. Default: the device's. */
  clock?: Clock | undefined;
}

/**
 * Uploads a file, over any number of lost connections and restarts of the server [P80]. Resolves with its id, for `files` of `ShoalClient.send`, when all of it
 * is on the server's disk. Rejects with the server's refusal (`upload-too-large`, `too-many-uploads`, `too-many-file-bytes`, `disk-full`, `unauthenticated`),
 * with `file-not-found` when the file was changed meanwhile, or with the signal's reason; the server forgets an upload that no message names after a day.
 * @example
 * const id = await uploadFile(url, file, { token });
 * await client.send("lobby", "Look at this.", { files: [{ id, name: file.name, type: file.type, byteLength: file.size }] });
 */
export async function uploadFile(url: string, file: Blob, options: UploadOptions = {}): Promise<string> {
  const id = options.id ?? (await patiently(options, () => create(url, file, options)));
  if (options.id === undefined) options.onStart?.(id);
  let offset = options.id === undefined ? 0 : await patiently(options, () => offsetOf(url, id, options));
  options.onProgress?.(offset);
  while (offset < file.size) {
    const from = offset;
    offset = await patiently(
      options,
      () => append(url, id, from, file, options),
      // What came before the connection was lost is not sent again.
      () => offsetOf(url, id, options),
    );
    options.onProgress?.(offset);
  }
  return id;
}

/** How an upload is removed. */
export interface AbandonOptions extends RequestOptions {
  /** The clock for waits. Default: the device's. */
  clock?: Clock | undefined;
}

/**
 * Removes an upload, or a file that no message names, and so makes room for others at once. Without it the server forgets them after a day. Removing what
 * is not there is no error. Rejects with `upload-locked` when the server works on the upload for seconds, and with `unavailable`.
 * @example await abandonUpload(url, file.id, { token });
 */
export async function abandonUpload(url: string, id: string, options: AbandonOptions = {}): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await callInTime(url, `${paths.uploads}/${id}`, "DELETE", { ...options, headers: tusHeaders });
    if (response.ok || response.status === 404) return;
    const refusal = await refusalOf(response);
    // The request that was just aborted may not have ended on the server.
    if (refusal.code !== "upload-locked" || attempt === ABANDON_ATTEMPTS_MAX) throw refusal;
    await sleep(options.clock ?? systemClock, RETRY_MIN_MS, options.signal);
  }
}

async function create(url: string, file: Blob, options: UploadOptions): Promise<string> {
  const name = options.name ?? (file instanceof File ? file.name : "file");
  const metadata = `filename ${base64(name)},filetype ${base64(file.type)}`;
  const headers = { ...tusHeaders, "upload-length": String(file.size), "upload-metadata": metadata };
  const response = await callInTime(url, paths.uploads, "POST", { ...options, headers });
  if (!response.ok) throw await refusalOf(response);
  const id = response.headers.get("location")?.split("/").at(-1);
  if (!id) throw new ShoalError("internal", { message: "The server did not say where the upload is." });
  return id;
}

async function callInTime(
  url: string,
  path: string,
  method: string,
  { clock = systemClock, signal, ...options }: UploadOptions & CallOptions,
  body?: Blob,
): Promise<Response> {
  const attempt = new Attempt(clock, SILENCE_MS_MAX, signal);
  try {
    return await attempt.inTime(call(url, path, method, { ...options, signal: attempt.signal }, body));
  } finally {
    attempt.end();
  }
}

async function offsetOf(url: string, id: string, options: UploadOptions): Promise<number> {
  const response = await callInTime(url, `${paths.uploads}/${id}`, "HEAD", { ...options, headers: tusHeaders });
  // HEAD has no body to tell the reason.
  if (response.status === 404) throw new ShoalError("not-found");
  if (!response.ok) throw new ShoalError("unavailable");
  return Number(response.headers.get("upload-offset"));
}

async function append(url: string, id: string, offset: number, file: Blob, options: UploadOptions): Promise<number> {
  const headers = { ...tusHeaders, "upload-offset": String(offset), "content-type": "application/offset+octet-stream" };
  const chunk = await chunkOf(file, offset);
  const response = await callInTime(url, `${paths.uploads}/${id}`, "PATCH", { ...options, headers }, chunk);
  if (!response.ok) throw await refusalOf(response);
  return Number(response.headers.get("upload-offset"));
}

/** Read before it is sent: a file that was changed meanwhile must not look like a lost connection, after which it is tried again. */
async function chunkOf(file: Blob, offset: number): Promise<Blob> {
  const bytes = await file
    .slice(offset, offset + UPLOAD_CHUNK_BYTES)
    .arrayBuffer()
    .catch(() => undefined);
  if (!bytes?.byteLength) throw new ShoalError("file-not-found", { message: "The file was changed; upload it again." });
  return new Blob([bytes]);
}

/** Tries until the server answers with something that another try would not change. `again` takes the place of `attempt` after a failure. */
async function patiently<Result>(
  { clock = systemClock, signal }: UploadOptions,
  attempt: () => Promise<Result>,
  again: () => Promise<Result> = attempt,
): Promise<Result> {
  for (let waitMs = RETRY_MIN_MS, run = attempt; ; waitMs = Math.min(RETRY_MAX_MS, 2 * waitMs), run = again) {
    try {
      return await run();
    } catch (error) {
      const isPassing =
        error instanceof ShoalError && (error.isRetryable || error.code === "upload-offset-wrong") && error.code !== "disk-full";
      if (!isPassing) throw error;
      await sleep(clock, error.retryAfterMs ?? waitMs, signal);
    }
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
