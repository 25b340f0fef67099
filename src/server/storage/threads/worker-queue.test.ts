import { expect, test } from "bun:test";
import { expectRefusal } from "../../../../test/contract/storage/subject.ts";
import { eventually } from "../../../../test/support/eventually.ts";
import type { LogAppend } from "../storage.ts";
import { WorkerQueue } from "./worker-queue.ts";

const verbs = { echo: (_: null, text: string): string => text };

/** Answers every batch with its own arguments, and with one commit that tells how many calls it had. */
const echoing = `
  onmessage = ({ data }) => {
    const { calls } = typeof data === "string" ? JSON.parse(data) : {};
    if (!calls) return postMessage("{}");
    const appends = [{ logId: String(calls.length), after: 0, messageCount: 0, events: [] }];
    postMessage(JSON.stringify({ answers: calls.map(({ argument }) => ({ value: argument })), appends }));
  };`;

test("the calls of one turn go over as one batch", async () => {
  const { queue, appends } = queueTo(echoing);
  await queue.open("a file");
  expect(await Promise.all(["a", "b", "c"].map((text) => queue.call("echo", text)))).toEqual(["a", "b", "c"]);
  expect(appends.map(({ logId }) => logId)).toEqual(["3"]);
  await queue.drain();
  await queue.close();
});

test("a batch has a bound", async () => {
  const { queue, appends } = queueTo(echoing);
  const texts = Array.from({ length: 2_500 }, (_, index) => String(index));
  expect(await Promise.all(texts.map((text) => queue.call("echo", text)))).toEqual(texts);
  expect(appends.map(({ logId }) => logId)).toEqual(["1000", "1000", "500"]);
  queue.terminate();
});

test("callers that were just answered ask again in time for the next batch", async () => {
  const { queue, appends } = queueTo(echoing, 60_000);
  const again = ["a", "b", "c"].map(async (text) => {
    await queue.call("echo", text);
    await nextTurn(); // without waiting for them, the queue would have handed over by now
    await queue.call("echo", text);
  });
  await nextTurn(); // they are on their way
  await Promise.all([...again, queue.call("echo", "d")]);
  expect(appends.map(({ logId }) => logId)).toEqual(["3", "4"]);
  queue.terminate();
});

test("a batch does not wait long for callers that do not come", async () => {
  const { queue, appends } = queueTo(echoing, 1);
  const once = ["a", "b", "c"].map((text) => queue.call("echo", text));
  await nextTurn();
  await Promise.all([...once, queue.call("echo", "d")]);
  expect(appends.map(({ logId }) => logId)).toEqual(["3", "1"]);
  queue.terminate();
});

test("a thread that dies answers nothing any more: every open call and every later one is unavailable", async () => {
  const { queue, fatal } = queueTo("onmessage = () => process.exit(3);");
  const open = ["a", "b"].map((text) => queue.call("echo", text));
  for (const call of open) await expectRefusal(call, "unavailable");
  await expectRefusal(queue.call("echo", "later"), "unavailable");
  expect(fatal).toHaveLength(1);
  await queue.drain();
  await queue.close();
});

test("a thread that throws is dead, and its error is reported once", async () => {
  const { queue, fatal } = queueTo("onmessage = () => { throw new Error('a mistake'); };");
  await expectRefusal(queue.call("echo", "a"), "unavailable");
  await eventually(() => expect(fatal).toHaveLength(1));
  expect(fatal[0]?.message).toContain("a mistake");
});

test("a thread that cannot open its file rejects the call that waits for it", async () => {
  const { queue } = queueTo("onmessage = () => { throw new Error('no such file'); };");
  const reason: unknown = await queue.open("a file").catch((error: unknown) => error);
  expect(String(reason)).toContain("no such file");
});

test("a queue that is drained takes no more calls, and is done when those before have their answers", async () => {
  const { queue } = queueTo(echoing);
  const order: string[] = [];
  const calls = ["a", "b"].map((text) => queue.call("echo", text).then((answer) => order.push(answer)));
  const drained = queue.drain().then(() => order.push("drained"));
  await expectRefusal(queue.call("echo", "late"), "unavailable");
  await Promise.all([...calls, drained]);
  expect(order).toEqual(["a", "b", "drained"]);
  await queue.close();
});

test("a thread that was ended on purpose is no accident", async () => {
  const { queue, fatal, worker } = queueTo(echoing);
  const ended = new Promise((resolve) => worker.addEventListener("close", resolve));
  await queue.open("a file");
  await queue.drain();
  await queue.close();
  await ended;
  expect(fatal).toEqual([]);
});

function queueTo(program: string, gatherMs?: number) {
  const options = { callsPerBatchMax: 1_000, ...(gatherMs !== undefined && { gatherMs }) };
  const appends: LogAppend[] = [];
  const fatal: Error[] = [];
  const worker = new Worker(URL.createObjectURL(new Blob([program], { type: "text/javascript" })));
  const listener = {
    onCommit: (batch: readonly LogAppend[]) => appends.push(...batch),
    onNotice: () => {},
    onFatal: (error: Error) => fatal.push(error),
  };
  return { queue: new WorkerQueue<typeof verbs>(worker, listener, options), appends, fatal, worker };
}

/** After what the queue had to do in this turn, and before any answer can come. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
