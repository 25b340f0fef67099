import { expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { ServerProcess } from "../support/server-process.ts";
import { Tmux, type TmuxWindow, type WindowOptions } from "../support/tmux.ts";

const shoal = fileURLToPath(new URL("../../bin/shoal", import.meta.url));

/** A terminal in which the inspector is connected to `/echo`, and tells its exit code at the end. */
async function openEcho(tmux: Tmux, server: ServerProcess, options: WindowOptions = {}): Promise<TmuxWindow> {
  const url = `ws://127.0.0.1:${server.port}/echo`;
  const terminal = tmux.open("ann", `${shoal} inspect ${url}; echo "exit code $?"`, { columns: 100, rows: 50, ...options });
  await terminal.shows(/Type a line to send it as text; \/help says more, Ctrl-C closes\.\n> *\n/);
  return terminal;
}

test("a typed line is sent and comes back, the input stays below, and Ctrl-C closes with 1000", async () => {
  await using server = await ServerProcess.start();
  await using tmux = await Tmux.start();
  const terminal = await openEcho(tmux, server);
  terminal.say("hi 小鱼");
  await terminal.shows(
    /→ +[\d.]+ s {2}text .* mask [0-9a-f]{8} .*\n {2}│ hi 小鱼\n← +[\d.]+ s {2}text .* no mask .*\n {2}│ hi 小鱼\n> *\n/,
  );
  terminal.say("/wait 1");
  terminal.say("/ping swim");
  terminal.type("half a sent");
  await terminal.shows(/← .* pong .*\n {2}│ swim\n> half a sent *\n/);
  terminal.say("ence");
  await terminal.shows(/← .* text .*\n {2}│ half a sentence\n> *\n/);

  const coloured = terminal.screen({ isColoured: true });
  expect(coloured).toContain("\u001b[36m→");
  expect(coloured).toContain("\u001b[32m←");

  terminal.press("C-c");
  await terminal.shows(
    /→ .* close .*\n {2}│ 1000 .*\n← .* close .*\n {2}│ 1000 .*\n\nClosed by us: 1000 normal closure\nexit code 0\n/,
  );
  terminal.say("stty -a | grep -o ' icanon'; echo ended");
  await terminal.shows(/ icanon\nended/);
}, 60_000);

test("Ctrl-D says goodbye too, and NO_COLOR is heeded", async () => {
  await using server = await ServerProcess.start();
  await using tmux = await Tmux.start();
  const terminal = await openEcho(tmux, server, { environment: { NO_COLOR: "1" } });
  terminal.press("C-d");
  await terminal.shows(/Closed by us: 1000 normal closure\nexit code 0\n/);
  expect(terminal.screen({ isColoured: true })).not.toContain("\u001b");
}, 60_000);
