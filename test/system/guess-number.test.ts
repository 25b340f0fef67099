import { afterEach, beforeEach, expect, test } from "bun:test";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LOBBY_ID, type Person, signOut } from "../../src/client/index.ts";
import { eventually } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporary-folder.ts";
import { startTestServer } from "../support/test-server.ts";

const program = join(import.meta.dir, "../../examples/guess-number/main.ts");

let home: TemporaryFolder;

beforeEach(async () => {
  home = await temporaryFolder();
});
afterEach(() => home[Symbol.asyncDispose]());

interface Bot extends AsyncDisposable {
  isLive(): Promise<void>;
  /** Ends it with that signal; gives the exit code, null when it was killed outright. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Waits until it ends by itself. */
  ended(): Promise<{ readonly exitCode: number | null; readonly stderr: string }>;
}

/** The bot, from its start until the block ends: then it is asked to end, as Ctrl-C does. */
function runBot(url: string, environment: Readonly<Record<string, string>> = {}): Bot {
  const child = Bun.spawn([process.execPath, program], {
    env: { ...process.env, HOME: home.path, SHOAL_URL: url, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  const read = (async () => {
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) stdout += chunk;
  })();
  const stderr = new Response(child.stderr).text();
  const ended = async () => {
    await Promise.all([child.exited, read]);
    return { exitCode: child.exitCode, stderr: await stderr };
  };
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    child.kill(signal);
    return (await ended()).exitCode;
  }
  return {
    isLive: () => eventually(() => expect(stdout).toContain("live\n")),
    end,
    ended,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) expect(await end("SIGINT")).toBe(0);
    },
  };
}

/** Says something there, and waits for what the bot says to it. */
async function ask(person: Participant, bot: Person, conversationId: string, text: string): Promise<string> {
  const replies = () =>
    (person.events.get(conversationId) ?? []).flatMap((event) =>
      event.type === "message" && event.by.id === bot.id ? [event.text] : [],
    );
  const count = replies().length;
  await person.client.send(conversationId, text);
  return await eventually(() => {
    const reply = replies()[count];
    if (reply === undefined) throw new Error(`No reply to “${text}”.`);
    return reply;
  });
}

/** Halves what is possible until the secret is found; gives the last reply. */
async function win(
  players: readonly Participant[],
  bot: Person,
  conversationId: string,
  write: (guess: number) => string,
): Promise<string> {
  let [low, high] = [1, 100];
  for (let turn = 0; ; turn += 1) {
    const guess = Math.floor((low + high) / 2);
    const player = players[turn % players.length];
    if (player === undefined || low > high) throw new Error("There is no such number.");
    const reply = await ask(player, bot, conversationId, write(guess));
    if (/Higher|大一点/.test(reply)) low = guess + 1;
    else if (/Lower|小一点/.test(reply)) high = guess - 1;
    else return reply;
  }
}

test("小鱼 plays in private, in Chinese and with full-width digits", async () => {
  await using server = await startTestServer();
  using 小鱼 = await enter(server.url, "小鱼");
  await using _ = runBot(server.url);
  const bot = await 小鱼.meets("guess");
  const { id } = await 小鱼.client.openDirect(bot.id);
  expect(await ask(小鱼, bot, id, "来玩吧")).toContain("猜猜看");
  const fullWidth = (guess: number) => String(guess).replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  expect(await win([小鱼], bot, id, fullWidth)).toMatch(/^就是 \d+！/);
});

test("ann and ben share one game in a room that the bot was invited to", async () => {
  await using server = await startTestServer();
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  await using _ = runBot(server.url);
  const bot = await ann.meets("guess");
  const { id } = await ann.client.createRoom({ name: "games", isPrivate: true });
  await ann.client.invite(id, ben.user.id);
  await ben.client.acceptInvitation(id);
  await ann.client.invite(id, bot.id);
  await eventually(async () => expect((await ann.client.members(id)).memberCount).toBe(3));
  expect(await ask(ann, bot, id, "guess!")).toContain("Guess it!");
  expect(await win([ben, ann], bot, id, String)).toMatch(/^\d+ it is!/);
  expect(ann.texts(LOBBY_ID)).toEqual([]);
});

test.each(["SIGINT", "SIGTERM"] as const)("after %s the nickname is free, and nothing is kept", async (signal) => {
  await using server = await startTestServer();
  using ann = await enter(server.url, "ann");
  await using program = runBot(server.url);
  await ann.meets("guess");
  expect(await program.end(signal)).toBe(0);
  expect(await readdir(join(home.path, ".local/state/shoal-bots/guess"))).toEqual([]);
  using guess = await enter(server.url, "guess");
  expect(guess.user.nickname).toBe("guess");
});

test("killed outright, it is the same person the next time, by a token that only its user can read", async () => {
  await using server = await startTestServer();
  using ann = await enter(server.url, "ann");
  await using first = runBot(server.url);
  const bot = await ann.meets("guess");
  const { id } = await ann.client.openDirect(bot.id);
  expect(await ask(ann, bot, id, "hello")).toContain("Guess it!");
  expect(await first.end("SIGKILL")).toBeNull();

  const file = join(home.path, ".local/state/shoal-bots/guess", encodeURIComponent(server.url));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await using second = runBot(server.url);
  await second.isLive();
  expect(await ask(ann, bot, id, "hello again")).toContain("Guess it!");
});

test("an invalid token is replaced, in any token file", async () => {
  await using server = await startTestServer();
  const file = join(home.path, "token");
  await writeFile(file, "long forgotten\n", { mode: 0o644 });
  using ann = await enter(server.url, "ann");
  await using program = runBot(server.url, { SHOAL_TOKEN_FILE: file });
  await ann.meets("guess");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await signOut(server.url, { token: await readFile(file, "utf8") });
  expect(await program.ended()).toEqual({ exitCode: 1, stderr: "The bot “guess” ends: This session was signed out.\n" });
});

test("an expected error is one sentence, without a stack trace", async () => {
  const server = await startTestServer();
  {
    await using _ = server;
    using guess = await enter(server.url, "guess");
    expect(await runBot(server.url).ended()).toEqual({
      exitCode: 1,
      stderr: "The bot “guess” ends: That nickname, or one that looks like it, is in use.\n",
    });
    expect(guess.client.state).toBe("live");
  }
  expect(await runBot(server.url).ended()).toEqual({
    exitCode: 1,
    stderr: "The bot “guess” ends: The server cannot be reached; try again.\n",
  });
});
