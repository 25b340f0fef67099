import { expect, test } from "bun:test";
import { Outgoing, OutgoingError } from "./outgoing.ts";

function programThatAnswers(answer: (request: Request) => Response | Promise<Response>) {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
  return { url: new URL(`http://hook.test:${server.port}/path?query`), [Symbol.dispose]: () => void server.stop(true) };
}

const here = { resolve: () => Promise.resolve(["127.0.0.1"]), isAllowed: () => true };
const post = { headers: { "X-Sent": "yes" }, body: Buffer.from("words"), timeoutMs: 5_000, answerBytesMax: 16 };

test("posts to the address that was checked, and reads an answer of a bounded length", async () => {
  using program = programThatAnswers(async (request) => {
    const { host, pathname, search } = new URL(request.url);
    return Response.json([host === program.url.host, pathname + search, request.headers.get("X-Sent"), await request.text()]);
  });
  const { status, body } = await new Outgoing(here).post(program.url, { ...post, answerBytesMax: 64 });
  expect([status, JSON.parse(body.toString())]).toEqual([200, [true, "/path?query", "yes", "words"]]);
  const refusal = await new Outgoing(here).post(program.url, post).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(OutgoingError);
  expect(refusal).toHaveProperty("message", "its answer is too long");
});

test("an answer of which only the head is wanted may be of any length", async () => {
  using program = programThatAnswers(() => new Response("x".repeat(1_000_000), { status: 503, headers: { "Retry-After": "7" } }));
  const { status, retryAfterMs, body } = await new Outgoing(here).post(program.url, { ...post, answerBytesMax: 0 });
  expect([status, retryAfterMs, body.length]).toEqual([503, 7_000, 0]);
});

test("a program that does not answer in time, and one that is not there, are errors that name neither the address nor the words", async () => {
  using program = programThatAnswers(() => new Promise<Response>(() => {}));
  const late = await new Outgoing(here).post(program.url, { ...post, timeoutMs: 100 }).catch((error: unknown) => error);
  const missing = await new Outgoing({ ...here, port: 1 }).post(program.url, post).catch((error: unknown) => error);
  for (const error of [late, missing]) {
    expect(error).toBeInstanceOf(OutgoingError);
    expect(String(error)).not.toMatch(/hook\.test|127\.0\.0\.1|words/);
  }
  expect(late).toHaveProperty("message", "no answer in time");
});

test("of a name that leads to several addresses every one must be allowed", async () => {
  const isAllowed = (address: string) => address !== "10.0.0.1";
  const resolve = async (name: string) => ({ "one.test": ["1.1.1.1"], "mixed.test": ["1.1.1.1", "10.0.0.1"] })[name] ?? [];
  const outgoing = new Outgoing({ resolve, isAllowed });
  const accepted = ["one", "mixed", "unknown"].map((name) => outgoing.accepts(new URL(`https://${name}.test/`)));
  expect(await Promise.all(accepted)).toEqual([true, false, false]);
  await expect(outgoing.post(new URL("https://mixed.test/"), post)).rejects.toThrow("not allowed");
});
