import { describe, expect, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { Room } from "../support/chat-room.ts";
import { eventually } from "../support/eventually.ts";
import { enter, wholeHistory } from "../support/people.ts";

describe("in a terminal", () => {
  test("ann and 小鱼 talk, in the lobby and in private, in Chinese", async () => {
    await using room = await Room.open();
    const ann = room.chatAs("ann");
    const 小鱼 = room.chatAs("小鱼");
    await ann.shows(/#lobby · 2 online/);
    await 小鱼.shows(/Connected/);

    ann.type("你好，小鱼👋x");
    await 小鱼.shows(/ann is typing …/);
    ann.press("BSpace", "BSpace", "Enter");
    await 小鱼.shows(/\d\d:\d\d ann: 你好，小鱼$/m);
    await ann.shows(/ann: 你好，小鱼 ✓/);

    小鱼.say("/msg ann 嘿");
    await ann.shows(/2 @小鱼 \(1\)/);
    ann.say("/2");
    await ann.shows(/\[2 @小鱼\]/);
    await ann.shows(/小鱼: 嘿/);
    ann.paste("one\ntwo");
    await ann.shows(/> one\n {2}two/);
    ann.press("Enter");
    小鱼.say("/open ann");
    await 小鱼.shows(/ann: one\n +two\n/);
  });

  test("[P40a] [P41a] [P42a] [P43a] a message is answered, reacted to, edited and deleted by commands", async () => {
    await using room = await Room.open();
    const ann = room.chatAs("ann");
    const ben = room.chatAs("ben");
    await ann.shows(/#lobby · 2 online/);
    ann.say("helo");
    await ben.shows(/ann: helo/);
    ben.say("/reply hi ann");
    ben.say("/react 👍");
    await ann.shows(/↳ ann: helo\n +ben: hi ann/);
    await ann.shows(/👍 1/);
    ann.say("/edit hello");
    await ben.shows(/ann: hello \(edited\)/);
    await ben.shows(/↳ ann: hello\n/);
    ann.say("/delete");
    await ben.shows(/ann: \(deleted\)/);
    ben.say("/edit #2 not mine");
    await ben.shows(/That cannot be done in this conversation|That message was deleted|That does not exist/);
  });

  test("[P90a] [P91a] ann invites ben from a terminal, and ben accepts in his", async () => {
    await using room = await Room.open();
    const ann = room.chatAs("ann");
    const ben = room.chatAs("ben");
    for (const terminal of [ann, ben]) await terminal.shows(/Connected/);
    ann.say("/create cave --private");
    await ann.shows(/\[2 #cave\]/);
    ann.say("/invite ben");
    await ann.shows(/ben is invited to #cave, and decides\./);
    await ben.shows(/ann invites you to #cave \(private, 1 member\): \/accept cave or \/decline cave/);
    await ben.shows(/Connected · 1 invitation: \/invitations · \/help/);
    ben.say("/accept cave");
    await ben.shows(/\[2 #cave\]/);
    await ann.shows(/ben joined, invited by ann/);
    ann.say("welcome");
    await ben.shows(/ann: welcome/);
  });

  test("[P10] a message written while the server is dead arrives once when it is back", async () => {
    await using room = await Room.open();
    const ann = room.chatAs("ann");
    await ann.shows(/Connected/);
    ann.say("before");
    await ann.shows(/before ✓/);
    await room.server.kill9();
    await ann.shows(/No connection; trying again in/);
    ann.say("written while it was away");
    await ann.shows(/written while it was away … sending/);
    await ann.shows(/1 to send/);
    await room.server.restart();
    await ann.shows(/ann: written while it was away ✓/);
    await ann.shows(/Connected/);
    using ben = await enter(room.server.url, "ben");
    const texts = (await wholeHistory(ben, LOBBY_ID)).flatMap((event) => (event.type === "message" ? [event.text] : []));
    expect(texts).toEqual(["before", "written while it was away"]);
  }, 90_000);

  test("a user without a nickname is asked for one, until it is free", async () => {
    await using room = await Room.open();
    using ben = await enter(room.server.url, "ben");
    const terminal = room.open("somebody", room.command("--as-guest"));
    await terminal.shows(/Your nickname:/);
    terminal.say("ben");
    await terminal.shows(/“ben”: That nickname, or one that looks like it, is in use\.\nAnother nickname:/);
    terminal.say("老王");
    await terminal.shows(/老王 at 127\.0\.0\.1/);
    terminal.say("hello");
    await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["hello"]));
    terminal.say("/quit");
    using 老王 = await eventually(() => enter(room.server.url, "老王"));
    expect(老王.user.nickname).toBe("老王");
  });

  test("the terminal is resized and used for rooms, and given back at the end", async () => {
    await using room = await Room.open();
    const ann = room.chatAs("ann");
    await ann.shows(/Connected/);
    ann.say("/create garden");
    await ann.shows(/\[2 #garden\]/);
    ann.resize(50, 10);
    ann.say("the quick brown fish swims around the round garden");
    await ann.shows(/^\d\d:\d\d ann: the quick brown fish swims around the\n {6}round garden ✓\n.*\[2 #garden\]/m);
    ann.say("x".repeat(37));
    await ann.shows(/ x{37} ✓$/m); // the line is full to its last column
    ann.say("/people");
    await ann.shows(/● ann \(owner\)/);
    ann.say("/leave");
    await ann.shows(/\[1 #lobby\]/);
    ann.press("C-c");
    await ann.shows(/Ctrl-C again ends/);
    ann.press("C-c");
    await eventually(() => expect(ann.screen()).not.toContain("#lobby"));
    ann.say("stty -a | grep -o ' icanon'; echo ended");
    await ann.shows(/ icanon\nended/);
  });

  test("a stranger's escape sequences are shown and not obeyed, and NO_COLOR is heeded", async () => {
    await using room = await Room.open();
    const ann = room.chatAs("ann", { environment: { NO_COLOR: "1" } });
    await ann.shows(/Connected/);
    using eve = await enter(room.server.url, "eve");
    await eve.client.send(LOBBY_ID, "\u001b[2J\u001b[31mred\u0007\u001b]0;title\u0007");
    await ann.shows(/eve: \\x1b\[2J\\x1b\[31mred\\x07\\x1b\]0;title\\x07/);
    expect(ann.screen({ isColoured: true })).not.toContain("\u001b");
  });

  test("ann is herself again the next time, and older messages are a page up", async () => {
    await using room = await Room.open(["--messages-per-second", "0"]);
    using ben = await enter(room.server.url, "ben");
    for (let count = 1; count <= 120; count += 1) await ben.client.send(LOBBY_ID, `number ${count}.`);
    const ann = room.chatAs("ann");
    await ann.shows(/number 120\./);
    // Each key is waited for: those that a slow terminal has not read yet would page up again later.
    for (let before = ann.screen(); !before.includes("number 1."); before = ann.screen()) {
      ann.press("PPage");
      await eventually(() => expect(ann.screen()).not.toBe(before));
    }
    await ann.shows(/Older messages|That is the beginning/);
    await ben.client.send(LOBBY_ID, "number 121.");
    ann.say("I am back");
    await ann.shows(/number 121\.\n\d\d:\d\d ann: I am back ✓/);
    ann.say("/quit");
    await eventually(() => expect(ann.screen()).not.toContain("#lobby"));
    ann.say(room.command());
    await ann.shows(/ann at 127\.0\.0\.1/);
    await ann.shows(/ann: I am back ✓/);
  });
});

describe("through pipes", () => {
  test("lines are sent in turn, received messages are printed, and the end of the input is the end", async () => {
    await using room = await Room.open();
    using ben = await enter(room.server.url, "ben");
    await ben.client.send(LOBBY_ID, "earlier\nthat day");
    const { exitCode, stdout, stderr } = await room.pipe("小鱼", ["你好", "//not a command", "/history", "/people"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("[#lobby] ben: earlier\\nthat day\n");
    expect(stdout).toContain("[#lobby] 小鱼: 你好\n[#lobby] 小鱼: /not a command\n");
    expect(stdout).toContain("● ben");
    await eventually(() => expect(ben.texts(LOBBY_ID).slice(1)).toEqual(["你好", "/not a command"]));
  });

  test("[P40a] [P41a] readers of lines are told of edits and deletions", async () => {
    await using room = await Room.open();
    using ben = await enter(room.server.url, "ben");
    const { exitCode, stdout } = await room.pipe("ann", ["hello", "/edit hello again", "/history", "/delete", "/history"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("[#lobby] ann: hello again\n");
    expect(stdout).toMatch(/\* ann edited message #(\d+): hello again\n[\s\S]*\* ann deleted message #\1\n/);
    await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["hello"]));
  });

  test("an impossible action is reported on standard error, with exit code 1", async () => {
    await using room = await Room.open();
    const wrong = await room.pipe("ann", ["/nonsense", "hello"]);
    expect(wrong).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^(\[#lobby\] ann: hello\n)?$/) });
    expect(wrong.stderr).toContain("There is no /nonsense");
    using ben = await enter(room.server.url, "ben");
    const taken = await room.pipe("ben", []);
    expect(taken).toMatchObject({ exitCode: 1, stdout: "" });
    expect(taken.stderr).toContain("That nickname, or one that looks like it, is in use.");
    expect(ben.client.state).toBe("live");
  });

  test("a room can be named, and lines written before it is found are sent there", async () => {
    await using room = await Room.open();
    using ben = await enter(room.server.url, "ben");
    const { id } = await ben.client.createRoom({ name: "garden" });
    expect(await room.pipe("ann", ["one", "two"], ["--room", "Garden"])).toMatchObject({ exitCode: 0, stderr: "" });
    await eventually(() => expect(ben.texts(id)).toEqual(["one", "two"]));
    const nowhere = await room.pipe("ann", ["three"], ["--room", "nowhere"]);
    expect(nowhere).toMatchObject({ exitCode: 1, stdout: "" });
    expect(nowhere.stderr).toContain("There is no public room “nowhere”");
  });

  test("a guest leaves nothing behind: the nickname is free at the end", async () => {
    await using room = await Room.open();
    expect(await room.pipe("ann", ["hello", "/quit", "never said"], ["--as-guest"])).toMatchObject({ exitCode: 0 });
    using ann = await enter(room.server.url, "ann");
    expect(ann.user.nickname).toBe("ann");
  });
});
