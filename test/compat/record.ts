import { writeFileSync } from "node:fs";
import { LOBBY_ID, ShoalClient, type SignedIn, signIn } from "../../src/client/index.ts";
import { eventually } from "../support/eventually.ts";
import { ServerProcess } from "../support/server-process.ts";

/*
 * Records a conversation of two clients with today's server: `scripts/bun test/compat/record.ts test/compat/NAME.jsonl`. Run it when a
 * state of the wire is released, and commit the file.
 */

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("Name the file to write, such as test/compat/version-1.jsonl.");

const lines: string[] = [];
await using server = await ServerProcess.start();

// Before either connects: when one hears of the other's coming would depend on the moment.
const [annsSession, bensSession] = [await signIn(server.url, { nickname: "ann" }), await signIn(server.url, { nickname: "ben" })];
const ann = await enter(annsSession);
const ben = await enter(bensSession);
const benId = ben.user?.id ?? "";

await ann.send(LOBBY_ID, "hello, everybody");
await ben.send(LOBBY_ID, "大家好 🐟");
const room = await ann.createRoom({ name: "reef" });
await ben.join(room.id);
await ben.watch(room.id);
ann.typing(room.id);
await settle();
ann.stopTyping(room.id);
await ann.send(room.id, "welcome to the reef");
await ben.send(room.id, "thank you");
const den = await ann.createRoom({ name: "den", isPrivate: true });
await ann.invite(den.id, benId);
await settle();
await ben.acceptInvitation(den.id);
await ann.send(den.id, "only for us");
const direct = await ann.openDirect(benId);
await ann.send(direct.id, "psst");
await settle();
ben.markRead(direct.id, 1);
await ben.send(direct.id, "yes?");
await ann.history(LOBBY_ID, { limit: 3 });
await ann.history(room.id, { after: 0 });
await ann.rooms({ query: "r" });
await ann.members(room.id);
await ann.join("r_unknown").catch(() => {});
await ben.leave(room.id);
ben.unwatch();
await settle();
ann.close();
ben.close();
writeFileSync(file, `${lines.join("\n")}\n`);

async function enter({ token, user: { nickname } }: SignedIn): Promise<ShoalClient> {
  const client = new ShoalClient(server.url, { token, transport: "websocket" });
  client.on("frame", ({ direction, text }) =>
    lines.push(JSON.stringify({ client: nickname, direction, frame: JSON.parse(text) })),
  );
  await client.ready();
  return client;
}

/** Lets what was caused arrive: two clients record into one file, so its order is that in which things came. */
async function settle(): Promise<void> {
  let before = -1;
  await eventually(async () => {
    const count = lines.length;
    const isQuiet = count === before;
    before = count;
    await Bun.sleep(400);
    if (!isQuiet) throw new Error("Frames still come.");
  });
}
