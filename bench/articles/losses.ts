import type { Losses } from "../../src/web/lab/results/peer-figures.ts";
import { type ServerProcess, withServer, withTemporaryFolder } from "../support/server-process.ts";
import type { ChatServer } from "./chat-servers.ts";
import { type Member, PlainMember } from "./members.ts";
import { until } from "./until.ts";

interface LossPlan {
  /** The server is killed when so many messages are acknowledged. */
  readonly burst: number;
  readonly awayMs: number;
  /** Between two messages while a member is away. */
  readonly intervalMs: number;
  /** Of a room in which one connection dies. */
  readonly members: number;
}

const IN_FLIGHT = 16;
const TIMEOUT_MS = 20_000;
/** For what has been sent and is on its way. */
const ARRIVAL_MS = 100;

/** What the users of a server lose. Parts that can break a server have one of their own. */
export function measureLosses(chat: ChatServer, plan: LossPlan): Promise<Omit<Losses, "stalled">> {
  return withTemporaryFolder(async (folder) => {
    const withNewServer = <Result>(use: (server: ServerProcess) => Promise<Result>): Promise<Result> =>
      withServer(chat.start(folder), use);
    const { isFalseNameBelieved, acknowledged } = await withNewServer(async (server) => ({
      isFalseNameBelieved: await believesFalseName(chat, server),
      acknowledged: await killInBurst(chat, server, plan.burst),
    }));
    const past = await withNewServer((server) => readPast(chat, server));
    const away = await withNewServer((server) => beAway(chat, server, plan));
    const deadSocket = await withNewServer((server) => talkPastDeadSocket(chat, server, plan.members));
    const readable = acknowledged.filter((text) => past.has(text)).length;
    return { killed: { acknowledged: acknowledged.length, readable }, away, deadSocket, isFalseNameBelieved };
  });
}

/** Mallory says that she is ann. */
async function believesFalseName({ falseName }: ChatServer, { port }: ServerProcess): Promise<boolean> {
  const ben = await PlainMember.enter(port, falseName.listenerPath);
  const mallory = await PlainMember.enter(port, falseName.path);
  // There is no welcome on this wire: she says it until ben is there to hear it.
  const deadline = performance.now() + TIMEOUT_MS;
  while (ben.lines.length === 0) {
    if (performance.now() > deadline) throw new Error("No member hears mallory.");
    mallory.say(falseName.message);
    await Bun.sleep(ARRIVAL_MS);
  }
  ben.close();
  mallory.close();
  return ben.lines.some((line) => line.includes("ann"));
}

/** Returns what was acknowledged when the server was killed in the middle of it. */
async function killInBurst(chat: ChatServer, server: ServerProcess, burst: number): Promise<string[]> {
  const ann = await chat.enter(server, "ann");
  let saidCount = 0;
  const isEnough = (): boolean => {
    for (; saidCount < ann.acknowledged.size + IN_FLIGHT; saidCount += 1) ann.say(`burst ${saidCount}`);
    return ann.acknowledged.size >= burst;
  };
  await expectSoon("the burst to be acknowledged", isEnough);
  await server.kill();
  await expectSoon("the connection to end", () => ann.isCut);
  ann.close();
  return [...ann.acknowledged];
}

async function readPast(chat: ChatServer, server: ServerProcess): Promise<ReadonlySet<string>> {
  const newcomer = await chat.enter(server, "finn");
  // What a server gives by itself comes before the own message.
  newcomer.say("now");
  await expectSoon("the newcomer to be heard", () => newcomer.acknowledged.has("now"));
  const past = await newcomer.readPast();
  newcomer.close();
  return new Set(past);
}

/** One member loses its connection, comes back, and has got some of what was said meanwhile. */
async function beAway(chat: ChatServer, server: ServerProcess, plan: LossPlan): Promise<Losses["away"]> {
  const speaker = await chat.enter(server, "cleo");
  const traveller = await chat.enter(server, "dora");
  speaker.say("before");
  await expectSoon("the traveller to hear the speaker", () => traveller.heard.includes("before"));
  traveller.cut();
  await expectSoon("the connection to end", () => traveller.isCut);
  await Bun.sleep(ARRIVAL_MS);
  const texts = Array.from({ length: Math.round(plan.awayMs / plan.intervalMs) }, (_, index) => `meanwhile ${index}`);
  for (const text of texts) {
    speaker.say(text);
    await Bun.sleep(plan.intervalMs);
  }
  const got = (text: string): boolean => traveller.heard.includes(text);
  await traveller.reconnect();
  speaker.say("after");
  // What was missed comes before it, or not at all. A server that has thrown out the speaker says nothing any more.
  await expectSoon("the traveller to hear the speaker again", () => got("after") || speaker.isCut);
  await Bun.sleep(ARRIVAL_MS);
  close([speaker, traveller]);
  return { said: texts.length, got: texts.filter(got).length };
}

/** The connection in the middle of the list dies. Then the first member says something, and then the second. */
async function talkPastDeadSocket(chat: ChatServer, server: ServerProcess, count: number): Promise<Losses["deadSocket"]> {
  const members: Member[] = [];
  for (let index = 0; index < count; index += 1) members.push(await chat.enter(server, `eve-${index}`));
  const dead = members[Math.floor(count / 2)];
  dead?.cut();
  await expectSoon("the connection to end", () => dead?.isCut === true);
  await Bun.sleep(ARRIVAL_MS);
  const missedBy: number[] = [];
  for (const speaker of members.slice(0, 2)) {
    const others = members.filter((member) => member !== dead && member !== speaker);
    const text = `message ${missedBy.length}`;
    const missing = (): number => others.filter(({ heard }) => !heard.includes(text)).length;
    speaker.say(text);
    await expectSoon("everybody to hear the speaker", () => missing() === 0 || speaker.isCut);
    await Bun.sleep(ARRIVAL_MS);
    missedBy.push(missing());
  }
  const [first = 0, second = 0] = missedBy;
  const thrownOut = members.filter((member) => member !== dead && member.isCut).length;
  close(members);
  return { others: count - 2, missedFirst: first, missedSecond: second, thrownOut };
}

async function expectSoon(what: string, condition: () => boolean): Promise<void> {
  if (!(await until(condition, TIMEOUT_MS))) throw new Error(`Waited ${TIMEOUT_MS} ms in vain for ${what}.`);
}

function close(members: readonly Member[]): void {
  for (const member of members) member.close();
}
