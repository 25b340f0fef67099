import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LOBBY_ID } from "../../src/client/index.ts";
import { eventually } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const root = join(import.meta.dir, "../..");

/** Runs a program of `examples/` until the test is through, and then asks it to end, as Ctrl-C does if not told otherwise. */
function runExample(name: string, server: TestServer, signal: NodeJS.Signals = "SIGINT"): AsyncDisposable {
  const child = Bun.spawn([process.execPath, join(root, "examples", name)], {
    env: { ...process.env, SHOAL_URL: server.url },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return {
    async [Symbol.asyncDispose]() {
      child.kill(signal);
      expect(await child.exited).toBe(0);
    },
  };
}

async function hears(person: Participant, conversationId: string, text: string): Promise<void> {
  await eventually(() => expect(person.texts(conversationId)).toContain(text));
}

test("the ten lines say hello to ann, and free their nickname when they end", async () => {
  await using server = await startTestServer();
  using ann = await enter(server.url, "ann");
  {
    await using _ = runExample("hello.ts", server);
    await hears(ann, LOBBY_ID, "Hello, everybody!");
  }
  using again = await enter(server.url, "ten lines");
  expect(again.user.nickname).toBe("ten lines");
});

test.each([
  ["hello.ts", "ten lines"],
  ["echo-bot.ts", "echo"],
  ["without-sdk.ts", "by hand"],
])("%s frees its nickname when a supervisor or a container ends it, too", async (name, nickname) => {
  await using server = await startTestServer();
  using ann = await enter(server.url, "ann");
  {
    await using _ = runExample(name, server, "SIGTERM");
    await ann.meets(nickname);
  }
  using again = await enter(server.url, nickname);
  expect(again.user.nickname).toBe(nickname);
});

test("the ten lines are the same in both READMEs", async () => {
  const example = await readFile(join(root, "examples/hello.ts"), "utf8");
  for (const name of ["README.md", "README.zh-CN.md"]) {
    expect(await readFile(join(root, name), "utf8"), name).toContain(`\`\`\`ts\n${example}\`\`\``);
  }
});

test("the bot repeats ben's private messages, and messages in the lobby that begin with its name", async () => {
  await using server = await startTestServer();
  using ben = await enter(server.url, "ben");
  await using _ = runExample("echo-bot.ts", server);
  const { id } = await ben.client.openDirect((await ben.meets("echo")).id);
  await ben.client.send(id, "你好");
  await hears(ben, id, "ben: 你好");
  await ben.client.send(LOBBY_ID, "This is not for the bot.");
  await ben.client.send(LOBBY_ID, "@echo hello");
  await hears(ben, LOBBY_ID, "ben: @echo hello");
  expect(ben.texts(LOBBY_ID)).toEqual(["This is not for the bot.", "@echo hello", "ben: @echo hello"]);
});

test("a client without the SDK takes part as well", async () => {
  await using server = await startTestServer();
  using 小鱼 = await enter(server.url, "小鱼");
  await using _ = runExample("without-sdk.ts", server);
  await hears(小鱼, LOBBY_ID, "Hello by hand.");
});
