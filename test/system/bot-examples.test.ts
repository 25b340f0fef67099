import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { createBot, LOBBY_ID, type MessageEvent } from "../../src/client/index.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { IrcServer } from "../support/irc-server.ts";
import { enter, type Participant } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const examples = join(import.meta.dir, "../../examples");
let server: ServerProcess;
let ann: Participant;
let room: { readonly id: string };

beforeAll(async () => {
  server = await ServerProcess.start();
  ann = await enter(server.url, "ann");
  room = await ann.client.createRoom({ name: "reef" });
});
afterAll(async () => {
  ann[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

/** An example as its README starts it. It ends with the test, and is asked to. */
function run(command: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = Bun.spawn([...command], {
    cwd: examples,
    env: { ...process.env, SHOAL_URL: server.url, ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  return {
    ...{ exited: child.exited, stdin: child.stdin, stdout: child.stdout },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.exited;
    },
  };
}

async function bot(nickname: string): Promise<string> {
  const { token } = await createBot(
    server.url,
    { conversationId: room.id, nickname, scopes: ["read", "write"] },
    { token: ann.token },
  );
  return token;
}

/** Waits until that bot is there. */
async function isThere(nickname: string): Promise<void> {
  await eventually(async () => {
    const { members } = await ann.client.members(room.id, { query: nickname });
    if (members[0]?.isOnline !== true) throw new Error(`${nickname} is not there yet.`);
  }, 20_000);
}

const hears = (text: string, conversationId = room.id): Promise<void> =>
  eventually(() => expect(ann.texts(conversationId)).toContain(text), 20_000);

test("a notice of a script comes once, however often it is sent, and a script that may not write fails", async () => {
  const SHOAL_TOKEN = await bot("builds");
  const text = 'The "build" is green.\nAll of it: 鱼 \\o/';
  for (let time = 0; time < 2; time += 1) {
    await using script = run(["./notify.sh", room.id, "build-1234", text], { SHOAL_TOKEN });
    expect(await script.exited).toBe(0);
  }
  await hears(text);
  expect(ann.texts(room.id).filter((each) => each === text)).toHaveLength(1);
  await using refused = run(["./notify.sh", "r_elsewhere", "build-1234", text], { SHOAL_TOKEN });
  expect(await refused.exited).not.toBe(0);
});

test("a poll is held by reactions, and says its result once", async () => {
  await using _ = run([process.execPath, "poll-bot.ts"], { SHOAL_TOKEN: await bot("polls") });
  await isThere("polls");
  await ann.client.send(room.id, "poll: Where do we eat? pizza, noodles");
  await hears("Where do we eat?\n1️⃣ pizza\n2️⃣ noodles");
  const { seq } = await newestOf(room.id, "Where do we eat?");
  await eventually(async () => expect((await newestOf(room.id, "Where do we eat?")).reactions).toHaveLength(2), 20_000);
  await ann.client.react(room.id, seq, "2️⃣");
  for (let time = 0; time < 2; time += 1) await ann.client.send(room.id, "done", { replyTo: seq });
  const result = "Where do we eat? is over.\n1 · noodles\n0 · pizza";
  await hears(result);
  expect(ann.texts(room.id).filter((each) => each === result)).toHaveLength(1);
});

test("what is said in a channel of IRC is said in the room, and the other way round, each once", async () => {
  await using irc = await IrcServer.start(await freePort());
  await using _ = run([process.execPath, "irc-bridge.ts"], {
    ...{ SHOAL_TOKEN: await bot("irc"), SHOAL_ROOM: room.id },
    ...{ IRC: `127.0.0.1:${irc.port}`, CHANNEL: "#reef", NICK: "bridge" },
  });
  using cid = await irc.join("cid", "#reef");
  await Promise.all([isThere("irc"), cid.meets("bridge")]);
  cid.says("#reef", "hello from IRC");
  await hears("cid: hello from IRC");
  await ann.client.send(room.id, "two\r\nQUIT :lines");
  await eventually(() => expect(cid.heard).toEqual(["<ann> two", "<ann> QUIT :lines"]), 20_000);
  expect(ann.texts(room.id).filter((text) => text.includes("hello from IRC"))).toHaveLength(1);
});

test("sixty lines of Python, from the protocol alone: a server that is killed and comes back loses them nothing", async () => {
  await using client = run(["python3", "client.py", "monty"]);
  await ann.meets("monty");
  client.stdin.write("hello from Python\n");
  await client.stdin.flush();
  await hears("hello from Python", LOBBY_ID);
  await ann.client.send(LOBBY_ID, "before");
  await server.kill9();
  client.stdin.write("meanwhile\n");
  await client.stdin.flush();
  await server.restart();
  await hears("meanwhile", LOBBY_ID);
  await ann.client.send(LOBBY_ID, "after");
  const heard: string[] = [];
  for await (const text of client.stdout.pipeThrough(new TextDecoderStream())) {
    heard.push(...text.split("\n").filter(Boolean));
    if (heard.at(-1) === "ann: after") break;
  }
  expect(heard).toEqual(["monty: hello from Python", "ann: before", "monty: meanwhile", "ann: after"]);
});

async function newestOf(conversationId: string, text: string): Promise<MessageEvent> {
  const { events } = await ann.client.history(conversationId, { limit: 50 });
  const found = events.findLast(
    (event) => event.type === "message" && event.text.startsWith(text) && event.by.id !== ann.user.id,
  );
  if (found?.type !== "message") throw new Error(`There is no message that begins with "${text}".`);
  return found;
}
