import { currentSession, type MessageEvent, ShoalClient } from "shoal/client";

// Holds polls in its room. "poll: Where do we eat? pizza, noodles" begins one, reactions are the votes, and "done" as a reply to
// it ends it. The bot needs the scopes read and write: docs/bots.md says how its room's owner makes it.

const [url, token] = [process.env.SHOAL_URL ?? "http://127.0.0.1:9527", process.env.SHOAL_TOKEN ?? ""];
const EMOJIS = ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣"];

const session = await currentSession(url, { token });
if (session === undefined) throw new Error("SHOAL_TOKEN is not a valid token.");
const { user } = session;
const client = new ShoalClient(url, { token });

client.on("message", ({ conversationId, event }) => {
  if (event.by.id === user.id) return; // a bot that answers itself never stops
  const handled = event.reply === undefined ? begin(conversationId, event) : end(conversationId, event, event.reply.seq);
  handled.catch((error: Error) => console.error(error.message));
});

async function begin(room: string, { text }: MessageEvent): Promise<void> {
  const [, question = "", list = ""] = /^poll:\s*(.+?\?)\s*(.+)$/su.exec(text) ?? [];
  const choices = list
    .split(/[,，、]/u)
    .map((choice) => choice.trim())
    .filter(Boolean)
    .slice(0, EMOJIS.length);
  if (choices.length < 2) return;
  const lines = choices.map((choice, index) => `${EMOJIS[index]} ${choice}`);
  const { seq } = await client.send(room, [question, ...lines].join("\n"), { data: { poll: { question, choices } } });
  for (const [index] of choices.entries()) await client.react(room, seq, EMOJIS[index] ?? "");
}

async function end(room: string, { text }: MessageEvent, pollSeq: number): Promise<void> {
  if (!/^done\b/iu.test(text)) return;
  const { events } = await client.history(room, { after: pollSeq - 1, limit: 1 });
  const [poll] = events;
  // What a message carries for programs is there again after a restart of the bot: it remembers nothing itself.
  if (poll?.type !== "message" || poll.by.id !== user.id || poll.data?.poll === undefined) return;
  const { question, choices } = poll.data.poll as { question: string; choices: string[] };
  const votes = (emoji?: string): number => (poll.reactions?.find((each) => each.emoji === emoji)?.count ?? 1) - 1; // but its own
  const results = choices.map((choice, index) => ({ choice, count: votes(EMOJIS[index]) })).toSorted((a, b) => b.count - a.count);
  await client.send(room, [`${question} is over.`, ...results.map(({ choice, count }) => `${count} · ${choice}`)].join("\n"), {
    replyTo: pollSeq,
    clientMessageId: `end-of-${room}-${pollSeq}`, // asked to end it twice, it says the result once
  });
}

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => client.close());
