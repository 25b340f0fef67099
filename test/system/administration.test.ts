import { expect, test } from "bun:test";
import { adminCommandNames } from "../../src/protocol/admin.ts";
import { operate, operatorCommand } from "../support/administration.ts";
import { eventually } from "../support/eventually.ts";
import { enter, Participant } from "../support/people.ts";
import { runShoal, ServerProcess } from "../support/server-process.ts";

async function shoalAdmin(dataFolder: string, ...words: readonly string[]) {
  await using command = runShoal(["admin", ...words, "--data", dataFolder]);
  const code = await command.exited;
  return { code, out: command.stdout, error: command.stderr };
}

test("[P180h] shoal admin has every command of the table, prints tables or JSON, and says why it was refused", async () => {
  await using server = await ServerProcess.start({ flags: ["--name", "Reef"] });
  const { dataFolder, url } = server;
  using ann = await enter(url, "ann");
  const run = (...words: readonly string[]) => shoalAdmin(dataFolder, ...words);

  const help = await run("--help");
  for (const name of adminCommandNames) expect(help.out).toContain(`  ${name}`);
  const people = await run("people", "--text", "an");
  expect(people).toMatchObject({ code: 0, error: "" });
  expect(people.out).toMatch(/^user +isOnline/);
  expect(people.out).toContain(`ann (${ann.user.id})`);
  const json = await run("people", "--json");
  expect(JSON.parse(json.out)).toMatchObject({ people: [{ user: ann.user, isOnline: true }] });
  expect(
    (await run("set-settings", "--welcome", "Hello there", "--messages-per-second", "9", "--are-guests-allowed", "no")).out,
  ).toContain("settings.welcome: Hello there");
  expect((await run("raid", "--is-on", "--minutes", "5")).out).toStartWith("isOn: yes");
  expect((await run("raid", "--is-on", "no")).out).toStartWith("isOn: no");
  expect((await run("mute", "--user-id", ann.user.id, "--seconds", "60")).out).toBe("Done.\n");
  expect((await run("audit", "--limit", "1")).out).toContain("mute-user");
  expect((await run("audit", "--limit", "1")).out).toMatch(/There is more: --after \S+\n$/);
  expect((await run("status")).out).toMatch(/counts\.users: 1\n/);

  const fixed = await run("set-settings", "--name", "Other");
  expect([fixed.code, fixed.out, fixed.error]).toEqual([1, "", "shoal: `name` is fixed by --name at the start of the server.\n"]);
  expect(await run("ban", "--user-id", "u_nobody")).toMatchObject({ code: 1, error: expect.stringMatching(/^shoal: /) });
  expect(await run("ban")).toMatchObject({ code: 1, error: expect.stringContaining("--user-id") });
  expect(await run("mute", "--user-id", ann.user.id, "--seconds", "soon")).toMatchObject({ code: 1 });
  expect(await run("fly")).toMatchObject({ code: 1, error: expect.stringContaining("unknown command") });
  expect(await shoalAdmin(`${dataFolder}-nothing`, "status")).toMatchObject({
    code: 1,
    error: expect.stringContaining("no server runs"),
  });
}, 60_000);

test("[P180i] [P181b] after a kill -9 whatever was answered holds, and a room that was being deleted goes away", async () => {
  await using server = await ServerProcess.start();
  const { dataFolder, url } = server;
  const ann = await enter(url, "ann");
  const members = await Promise.all(Array.from({ length: 60 }, (_, index) => enter(url, `fish ${index}`)));
  const { id } = await ann.client.createRoom({ name: "wreck", isPrivate: false });
  for (const { client } of members) await client.join(id);
  for (const participant of [ann, ...members]) participant.client.close();

  await operate(dataFolder, "set-settings", { welcome: "Hello", newcomerMinutes: 3 });
  await operate(dataFolder, "ban-addresses", { network: "203.0.113.0/24" });
  const { until } = await operate(dataFolder, "raid", { isOn: true, minutes: 60 });
  await operate(dataFolder, "mute", { userId: members[0]?.user.id ?? "" });
  // Killed while its members are being removed, or just before or after.
  const deletion = operatorCommand(dataFolder, "delete-room", { conversationId: id }).catch(() => undefined);
  const answered = await Promise.race([deletion, Bun.sleep(Math.random() * 30)]);
  await server.kill9();
  await server.restart();

  const { settings } = await operate(dataFolder, "settings");
  expect(settings).toMatchObject({ welcome: "Hello", newcomerMinutes: 3 });
  expect((await operate(dataFolder, "status")).raid).toEqual({ isOn: true, until });
  expect((await operate(dataFolder, "address-bans")).bans).toMatchObject([{ network: "203.0.113.0/24" }]);
  expect((await operate(dataFolder, "people", { filter: "muted" })).people).toHaveLength(1);
  const audit = await operate(dataFolder, "audit");
  const isDeleted = audit.entries.some(({ act }) => act === "delete-room");
  if (answered?.ok === true) expect(isDeleted).toBe(true);
  // Deleted as a whole, or not at all.
  if (!isDeleted) await operate(dataFolder, "delete-room", { conversationId: id });
  expect((await operate(dataFolder, "rooms", { text: "wreck" })).rooms).toEqual([]);
  using again = await new Participant(url, { user: ann.user, sessionId: ann.sessionId, token: ann.token }).isLive();
  await eventually(() => expect(again.client.conversations.has(id)).toBe(false), 10_000);
  expect((await operatorCommand(dataFolder, "unarchive-room", { conversationId: id })).status).toBe(404);
}, 60_000);
