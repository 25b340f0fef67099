import { describe, expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LOBBY_ID } from "../../src/client/index.ts";
import { Room } from "../support/chat-room.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("in a pipe", () => {
  test("it ends quietly when its reader closes the pipe", async () => {
    await using room = await Room.open();
    const { stdout, stderr } = await room.shell("(yes | chat --nickname ann; echo code $? >&2) | head -1");
    expect(stdout).toBe("[#lobby] ann: y\n");
    expect(stderr).toBe("code 141\n");
    expect(await room.shell("chat --help | true")).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test("lines are those of other programs: Unicode line separators are text, a byte order mark is not", async () => {
    await using room = await Room.open();
    using ben = await enter(room.server.url, "ben");
    const input = "\ufeffa\u2028b\r\nc\u0085d\nno end";
    const { exitCode, stderr } = await room.run(["sh", "-c", room.command("--nickname", "ann")], { input });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["a\u2028b", "c\u0085d", "no end"]));
  });

  test("where the session cannot be saved no nickname is taken, and a sentence says what to do", async () => {
    await using room = await Room.open();
    await using folder = await temporaryFolder();
    const file = join(folder.path, "file");
    await writeFile(file, "");
    for (const environment of [
      { HOME: "/proc", XDG_STATE_HOME: "" },
      { XDG_STATE_HOME: "/proc/nothing" },
      { XDG_STATE_HOME: file },
    ]) {
      const { exitCode, stdout, stderr } = await room.shell("echo hi | chat --nickname 小鱼", environment);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(stderr).toMatch(/^shoal chat: .* cannot be written \(\w+\)\. Set XDG_STATE_HOME .* or use --as-guest\.\n$/);
    }
    using 小鱼 = await enter(room.server.url, "小鱼");
    expect(小鱼.user.nickname).toBe("小鱼");
    expect(await room.shell("echo hi | chat --nickname ann --as-guest", { HOME: "/proc" })).toMatchObject({ exitCode: 0 });
  });
});

describe("in a terminal", () => {
  test("Ctrl-Z gives the prompt back, also to a script that runs the chat, and fg goes on", async () => {
    await using room = await Room.open();
    await using folder = await temporaryFolder();
    const script = join(folder.path, "talk.sh");
    await writeFile(script, `${room.command("--nickname", "ann")}\necho the script goes on\n`);
    const terminal = room.open("ann", "true");
    terminal.say("set -m; PS1='ready> '");
    await terminal.shows(/ready>\s*$/);
    for (const command of [`sh ${script}`, `(${room.command("--nickname", "ann")}; true)`]) {
      terminal.say(command);
      await terminal.shows(/#lobby · \d online/);
      terminal.type("half a line");
      terminal.press("C-z");
      await terminal.shows(/Stopped[\s\S]*ready>\s*$/);
      terminal.say("stty -a | grep -o ' icanon'");
      await terminal.shows(/ icanon\n/);
      terminal.say("fg");
      await terminal.shows(/#lobby · \d online[\s\S]*> half a line/);
      terminal.press("C-c");
      await terminal.shows(/Ctrl-C again ends/);
      terminal.press("C-c");
      await eventually(() => expect(terminal.screen()).not.toContain("#lobby"));
      terminal.say("clear");
    }
  });

  test("where there is no shell to go back to Ctrl-Z stops nothing", async () => {
    await using room = await Room.open();
    const ann = room.open("ann", `exec ${room.command("--nickname", "ann")}`);
    await ann.shows(/Connected/);
    ann.press("C-z");
    ann.type("still here");
    await ann.shows(/> still here/);
  });

  test("it speaks the language of the environment", async () => {
    await using room = await Room.open();
    const ann = room.chatAs("ann", { environment: { LC_ALL: "zh_CN.UTF-8" } });
    await ann.shows(/#lobby · 1 人在线 .* ann @ 127\.0\.0\.1/);
    await ann.shows(/已连接 · \/help/);
    ann.say("/nonsense");
    await ann.shows(/没有 \/nonsense 这个命令/);
    ann.say("/open nobody");
    await ann.shows(/没有叫“nobody”的人。/);
    const { stdout } = await room.shell("chat --help", { LC_ALL: "zh_CN.UTF-8" });
    expect(stdout).toContain("输入文字按回车，发送到当前会话。");
  });

  test("a terminal that can do nothing gets lines", async () => {
    await using room = await Room.open();
    using ben = await enter(room.server.url, "ben");
    const ann = room.open("ann", `env TERM=dumb ${room.command("--nickname", "ann")}`);
    await ann.shows(/Connected to #lobby as ann; lines are sent, \/help lists commands\./);
    ann.say("hello");
    await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["hello"]));
    await ben.client.send(LOBBY_ID, "hello yourself");
    await ann.shows(/\[#lobby\] ben: hello yourself/);
  });
});
