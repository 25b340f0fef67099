import { expect, test } from "bun:test";
import { account, signIn } from "../../src/client/index.ts";
import { Room } from "../support/chat-room.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";

const PASSWORD = "correct horse battery";
const OTHER_PASSWORD = "another horse battery";

test("[P150a] [P150d] a guest claims the nickname in a terminal, changes the password, and signs in with it on another device", async () => {
  await using room = await Room.open();
  const ann = room.chatAs("ann");
  await ann.shows(/Connected/);
  ann.say("/sign-out");
  await ann.shows(/This is your last device: without it, “ann” is free for others\./);
  ann.say("/claim");
  await ann.shows(/New password, 8 to 128 characters/);
  ann.say(PASSWORD);
  await ann.shows(/The new password once more/);
  ann.say("a mistyped password");
  await ann.shows(/The two passwords differ; nothing was changed\./);
  ann.say("/claim");
  await ann.shows(/New password, 8 to 128 characters/);
  ann.say(PASSWORD);
  await ann.shows(/The new password once more/);
  ann.say(PASSWORD);
  await ann.shows(/“ann” is yours now\./);
  ann.say("/password");
  await ann.shows(/Current password/);
  ann.say(PASSWORD);
  await ann.shows(/New password, 8 to 128 characters/);
  ann.say(OTHER_PASSWORD);
  await ann.shows(/The new password once more/);
  ann.say(OTHER_PASSWORD);
  await ann.shows(/The password is changed\./);
  expect(ann.screen()).not.toContain("horse");
  ann.say("/sign-out");
  await eventually(() => expect(ann.screen()).not.toContain("#lobby"));

  const laptop = room.open("laptop", room.command("--nickname", "ann"));
  await laptop.shows(/Password of “ann” \(empty: another nickname\):/);
  laptop.say(PASSWORD);
  await laptop.shows(/The nickname or the password is wrong\.\nPassword \(empty: another nickname\):/);
  laptop.say(OTHER_PASSWORD);
  await laptop.shows(/ann at 127\.0\.0\.1/);
  laptop.say("/quit");
  await eventually(() => expect(laptop.screen()).not.toContain("#lobby"));
  laptop.say("stty -a | grep -o ' icanon\\| echo '; echo ended");
  await laptop.shows(/ icanon\n echo ?\nended/);
  expect(laptop.screen()).not.toContain("horse");
  expect(room.server.log).not.toContain("horse");
});

test("[P150b] a program takes the password from its environment, and is told so without one", async () => {
  await using room = await Room.open();
  const { url } = room.server;
  const environment = { SHOAL_PASSWORD: PASSWORD };
  const claimed = await room.shell(`echo /claim | chat --nickname builder`, environment);
  expect(claimed).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining("“builder” is yours now.") });
  const { token } = await signIn(url, { nickname: "builder", password: PASSWORD });
  expect(await account(url, { token })).toMatchObject({ isAccount: true });

  expect(await room.shell("echo hello | chat --nickname builder --as-guest", environment)).toMatchObject({
    exitCode: 0,
    stderr: "",
  });
  const without = await room.shell("echo hello | chat --nickname builder --as-guest");
  expect(without.exitCode).toBe(1);
  expect(without.stderr).toContain("“builder” belongs to an account; put its password into the environment as SHOAL_PASSWORD");
  const wrong = await room.shell("echo hello | chat --nickname builder --as-guest", { SHOAL_PASSWORD: OTHER_PASSWORD });
  expect(wrong.exitCode).toBe(1);
  expect(wrong.stderr).toBe("shoal chat: The nickname or the password is wrong.\n");
});

test("a terminal that can do nothing asks for the password without showing it, and warns before a guest signs out", async () => {
  await using room = await Room.open();
  await signIn(room.server.url, { nickname: "ann", password: PASSWORD, isNew: true });
  const ann = room.open("ann", `env TERM=dumb ${room.command("--nickname", "ann")}`);
  await ann.shows(/Password of “ann”/);
  ann.say(PASSWORD);
  await ann.shows(/Connected to #lobby as ann/);
  ann.say("/claim");
  await ann.shows(/Your nickname has a password already; \/password changes it\./);
  expect(ann.screen()).not.toContain("horse");
  const ben = room.open("ben", `env TERM=dumb ${room.command("--nickname", "ben")}`);
  await ben.shows(/Connected to #lobby as ben/);
  ben.say("/sign-out");
  await ben.shows(/This is your last device: without it, “ben” is free for others\./);
  ben.say("/sign-out");
  using fresh = await eventually(() => enter(room.server.url, "ben"));
  expect(fresh.user.nickname).toBe("ben");
});
