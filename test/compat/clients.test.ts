import { expect, setDefaultTimeout, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { launchTestBrowser } from "../support/browser.ts";
import { Room } from "../support/chat-room.ts";
import { enter } from "../support/people.ts";
import { PlainClient } from "../support/plain-client.ts";
import { ServerProcess } from "../support/server-process.ts";
import { FutureServer } from "./future-server.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("[P70] [P71] [P73] the page talks with a newer server, and shows nothing that it does not know", async () => {
  await using present = await ServerProcess.start();
  await using server = new FutureServer(present.url);
  using ben = await enter(present.url, "ben");
  for (let count = 1; count <= 60; count += 1) await ben.client.send(LOBBY_ID, `before ${count}`);
  await using device = await browser.device();
  const ann = await device.join(server.url, "ann");
  await ann.sees("before 60");
  await ann.says("hello from the past");
  await ann.sees("hello from the past");
  await ben.client.send(LOBBY_ID, "hello from the future");
  await ann.sees("hello from the future");
  await ann.log.getByText("before 60", { exact: true }).hover();
  await ann.page.mouse.wheel(0, -20_000);
  await ann.sees("before 1");
  expect(await ann.conversations.getByRole("link").count()).toBe(1);
  expect(await ann.log.innerText()).not.toMatch(/reaction|undefined|unknown/);

  await ann.opensDirect("ben");
  await ann.says("psst");
  await ann.sees("psst");
});

test("[P70] the terminal talks with a newer server", async () => {
  await using room = await Room.open();
  await using server = new FutureServer(room.server.url);
  using ben = await enter(room.server.url, "ben");
  await ben.client.send(LOBBY_ID, "before");
  const { exitCode, stdout } = await room.run(
    [
      "sh",
      "-c",
      `(sleep 1; echo hello from the past; sleep 1; echo /history; sleep 1) | ${room.command("--nickname", "ann").replace(room.server.url, server.url)}`,
    ],
    {},
  );
  expect(exitCode).toBe(0);
  expect(ben.texts(LOBBY_ID)).toContain("hello from the past");
  expect(stdout).toContain("ben: before");
  expect(stdout).not.toMatch(/reaction|undefined|unknown/);
});

test("[P70] a plain socket may say more than a server knows", async () => {
  await using server = await ServerProcess.start();
  using ann = await PlainClient.open(server.url, "/ws/ann");
  ann.say({ to_user: "", msg: "hello", reply_to: 7, mood: { colour: "blue" } });
  await ann.hears({ to_user: "", msg: "hello", from_user: "ann" });
});
