import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { Cast } from "./replay/cast.ts";
import { readDialogues } from "./replay/dialogues.ts";
import { readIrcLog } from "./replay/irc-log.ts";
import { Observer } from "./replay/observer.ts";
import type { Step } from "./replay/steps.ts";
import { differences } from "./replay/verdict.ts";
import { startShoal, withServer, withTemporaryFolder } from "./support/server-process.ts";

const usage = "Usage: bun bench/replay.ts FILE --speed N [--url URL] [--observers K]";
const DIFFERENCES_SHOWN_MAX = 20;
/** When one observer joins late, and when another is disconnected and reconnects, as shares of the messages. */
const LATE_AT = 0.5;
const CUT_OFF_AT = 0.3;
const BACK_AT = 0.6;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { speed: { type: "string" }, url: { type: "string" }, observers: { type: "string", default: "3" } },
});
const [file] = positionals;
const speed = Number(values.speed);
const observerCount = Number(values.observers);
if (file === undefined || !(speed > 0) || !(observerCount >= 3)) {
  console.error(`${usage}\nAt least 3 observers are needed: one stays, one is disconnected and reconnects, one joins late.`);
  process.exit(2);
}

const text = readFileSync(file, "utf8");
const steps = file.endsWith(".jsonl") ? readDialogues(text) : readIrcLog(text);
const { url } = values;
const isGood = url === undefined ? await replayOnOwnServer() : await replay(url);
process.exit(isGood ? 0 : 1);

function replayOnOwnServer(): Promise<boolean> {
  return withTemporaryFolder((folder) => withServer(startShoal(folder), (server) => replay(server.url)));
}

/** True when every observer holds the complete history. */
async function replay(address: string): Promise<boolean> {
  const durationMs = (steps.at(-1)?.atMs ?? 0) / speed;
  console.log(`${steps.length} steps in ${seconds(durationMs)} against ${address}`);
  const startedAt = performance.now();
  const observers = await enterObservers(address);
  const [first] = observers;
  if (first === undefined) throw new Error("There is at least one observer.");
  const cast = new Cast(address, first.roomId);
  const late = comeLate(address, first.roomId, cast);
  const cutOff = Promise.all(observers.filter(isCutOff).map((observer) => cutOffOnTheWay(observer, cast)));

  await perform(steps, cast);
  await Promise.all([cast.finish(), cutOff]);
  observers.push(...(await late));
  const took = performance.now() - startedAt;

  const head = await first.head();
  const logs = await Promise.all(observers.map((observer) => observer.completeLog(head)));
  const history = await first.readHistory();
  const found = differences(history, logs, cast.acknowledged);
  if (history.length !== head) found.push(`history has ${history.length} events, the head is ${head}`);
  report(cast, observers, head, took, found);
  await Promise.all([cast.leaveForGood(), ...observers.map((observer) => observer.leaveForGood())]);
  return found.length === 0;
}

async function enterObservers(address: string): Promise<Observer[]> {
  const title = `replay ${basename(file ?? "").slice(0, 24)} ${Date.now().toString(36)}`;
  const first = await Observer.enter(address, "observer-1", { name: title });
  const others = Array.from({ length: observerCount - 2 }, (_, index) =>
    Observer.enter(address, `observer-${index + 2}`, { id: first.roomId }),
  );
  return [first, ...(await Promise.all(others))];
}

// Every second observer, not counting the late one.
function isCutOff(_: Observer, index: number): boolean {
  return index % 2 === 1;
}

async function comeLate(address: string, roomId: string, cast: Cast): Promise<Observer[]> {
  await reached(LATE_AT, cast);
  return [await Observer.enter(address, `observer-${observerCount}`, { id: roomId })];
}

async function cutOffOnTheWay(observer: Observer, cast: Cast): Promise<void> {
  await reached(CUT_OFF_AT, cast);
  observer.disconnect();
  await reached(BACK_AT, cast);
  observer.reconnect();
}

// Counts messages, not time: at high speeds the cast lags behind the script.
async function reached(share: number, cast: Cast): Promise<void> {
  const messageCount = steps.filter(({ does }) => does === "say").length;
  while (cast.answeredCount < messageCount * share) await Bun.sleep(10);
}

async function perform(script: readonly Step[], cast: Cast): Promise<void> {
  const startedAt = performance.now();
  for (const step of script) {
    const waitMs = startedAt + step.atMs / speed - performance.now();
    if (waitMs > 0) await Bun.sleep(waitMs);
    cast.perform(step);
  }
}

function report(cast: Cast, observers: readonly Observer[], head: number, tookMs: number, found: readonly string[]): void {
  console.log(`${cast.size} people had ${cast.acknowledged.length} messages acknowledged; ${head} events in ${seconds(tookMs)}`);
  for (const { name, eventCount, welcomeCount, gapCount } of observers) {
    console.log(
      `${name}: ${eventCount} events live and caught up, ${welcomeCount + 1} welcomes, ${gapCount} gaps read as history`,
    );
  }
  if (cast.renamed.length > 0) console.log(`other nicknames (${cast.renamed.length}): ${cast.renamed.join(", ")}`);
  if (cast.refused.length > 0) console.log(`refused (${cast.refused.length}): ${cast.refused.join(", ")}`);
  for (const difference of found.slice(0, DIFFERENCES_SHOWN_MAX)) console.log(`DIFFERENCE ${difference}`);
  console.log(found.length === 0 ? "same events, same order, nothing missing" : `${found.length} differences`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
