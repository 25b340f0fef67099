import { expect, test } from "bun:test";
import { pause } from "../../test/support/eventually.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { systemClock } from "../clock.ts";
import { ShoalError } from "../protocol/errors.ts";
import { downloadFile } from "./downloads.ts";

const file = { id: "f_1", name: "小鱼?.txt", byteLength: 10 };
const CONTENT = "0123456789";

type Answer = (range: string | undefined) => Response;

/** A body that ends so, or is cut. */
function body(text: string, isCut = false): ReadableStream<Uint8Array> {
  const chunks = text === "" ? [] : [new TextEncoder().encode(text)];
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk !== undefined) controller.enqueue(chunk);
      else if (isCut) controller.error(new TypeError("cut"));
      else controller.close();
    },
  });
}

/** Runs a download against these answers, one after the other; waits take no time. */
async function download(...answers: readonly Answer[]): Promise<{ text: string; asked: string[] }> {
  const asked: string[] = [];
  const clock = { ...systemClock, after: (_delayMs: number, callback: () => void) => systemClock.after(0, callback) };
  const left = [...answers];
  async function answer(address: string | URL | Request, { headers }: RequestInit = {}): Promise<Response> {
    const range = new Headers(headers).get("range") ?? undefined;
    asked.push(`${new URL(String(address)).pathname}${range === undefined ? "" : ` ${range}`}`);
    const next = left.shift();
    if (next === undefined) throw new TypeError("no server");
    return next(range);
  }
  let text = "";
  const options = { fetch: answer as typeof fetch, clock };
  for await (const bytes of downloadFile("http://server.test", file, options)) text += new TextDecoder().decode(bytes);
  return { text, asked };
}

const refused = (code: string, status: number) => () =>
  Response.json({ error: code, message: "No.", isRetryable: false }, { status });
const address = "/api/files/f_1/%E5%B0%8F%E9%B1%BC%3F.txt";

test("[P83c] a download goes on where it was cut, and yields each byte once", async () => {
  const cut = await download(
    () => new Response(body("0123", true)),
    () => {
      throw new TypeError("no server");
    },
    () => new Response(body("4567"), { status: 206 }), // shorter than the file: what is between has ended it
    () => new Response(body("89"), { status: 206 }),
  );
  expect(cut.text).toBe(CONTENT);
  expect(cut.asked).toEqual([address, `${address} bytes=4-`, `${address} bytes=4-`, `${address} bytes=8-`]);
});

test("[P83c] what is between may answer with the whole file again", async () => {
  const { text } = await download(
    () => new Response(body("0123", true)),
    () => new Response(body(CONTENT)),
  );
  expect(text).toBe(CONTENT);
});

test("[P83a] a refusal ends a download, also in the middle", async () => {
  await expect(download(refused("not-found", 404))).rejects.toMatchObject({ code: "not-found" });
  const lost = download(() => new Response(body("0123", true)), refused("not-found", 404));
  await expect(lost).rejects.toBeInstanceOf(ShoalError);
});

test("an empty file asks nothing, and an aborted download throws the reason", async () => {
  const empty = downloadFile("http://server.test", { ...file, byteLength: 0 });
  expect(await empty.next()).toEqual({ done: true, value: undefined });
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(downloadFile("http://127.0.0.1:9", file, { signal }).next()).rejects.toThrow("enough");
});

test("[P83c] a download that brings nothing for 30 s goes on with another connection", async () => {
  const clock = new FakeClock();
  const asked: (string | null)[] = [];
  function answer(_address: unknown, { headers, signal }: RequestInit = {}): Promise<Response> {
    asked.push(new Headers(headers).get("range"));
    // First nothing comes at all, then a half, then the rest.
    if (asked.length === 1)
      return new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    if (asked.length === 3) return Promise.resolve(new Response(body(CONTENT.slice(4)), { status: 206 }));
    const half = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(CONTENT.slice(0, 4)));
        signal?.addEventListener("abort", () => controller.error(signal.reason));
      },
    });
    return Promise.resolve(new Response(half));
  }
  let text = "";
  const options = { fetch: answer as typeof fetch, clock };
  const done = (async () => {
    for await (const bytes of downloadFile("http://server.test", file, options)) text += new TextDecoder().decode(bytes);
  })();
  for (const step of [29_999, 1, 500]) {
    await pause(1);
    expect(asked).toEqual([null]);
    clock.advance(step);
  }
  await pause(1);
  expect([text, asked]).toEqual(["0123", [null, null]]);
  clock.advance(30_000);
  await pause(1);
  clock.advance(500);
  await done;
  expect([text, asked]).toEqual([CONTENT, [null, null, "bytes=4-"]]);
  expect(clock.pendingCount).toBe(0);
});
