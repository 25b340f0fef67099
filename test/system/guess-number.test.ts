import { expect, test } from "bun:test";
import { join } from "node:path";
import { LOBBY_ID, type Person } from "../../src/client/index.ts";
import { eventually } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { startTestServer } from "../support/test-server.ts";

const program = join(import.meta.dir, "../../examples/guess-number/main.ts");

/** The bot, from its start until the block ends: then it is asked to end, as Ctrl-C does. */
function runBot(url: string): AsyncDisposable {
  const child = Bun.spawn([process.execPath, program], {
    env: { ...process.env, SHOAL_URL: url },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGINT");
      expect(await child.exited).toBe(0);
    },
  };
}

async function botSeenBy({ client }: Participant): Promise<Person> {
  return await eventually(async () => {
    const { members } = await client.members(LOBBY_ID, { query: "guess" });
    if (members[0]?.isOnline !== true) throw new Error("The bot is not there yet.");
    return members[0];
  });
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
  const bot = await botSeenBy(小鱼);
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
  const bot = await botSeenBy(ann);
  const { id } = await ann.client.createRoom({ name: "games", isPrivate: true });
  await ann.client.invite(id, ben.user.id);
  await ann.client.invite(id, bot.id);
  expect(await ask(ann, bot, id, "guess!")).toContain("Guess it!");
  expect(await win([ben, ann], bot, id, String)).toMatch(/^\d+ it is!/);
  expect(ann.texts(LOBBY_ID)).toEqual([]);
});
