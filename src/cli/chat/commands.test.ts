import { expect, test } from "bun:test";
import { parseCommand } from "./commands.ts";

test("a line is sent as it was typed, and two slashes send one", () => {
  expect(parseCommand("  你好 ")).toEqual({ type: "say", text: "  你好 " });
  expect(parseCommand("//quit is a command")).toEqual({ type: "say", text: "/quit is a command" });
  expect(parseCommand("one\n/two")).toEqual({ type: "say", text: "one\n/two" });
  expect(parseCommand("42")).toEqual({ type: "say", text: "42" });
  expect(parseCommand("  ")).toEqual({ type: "nothing" });
});

test("a number after a slash switches", () => {
  expect(parseCommand("/2")).toEqual({ type: "switch", name: "2" });
  expect(parseCommand("/switch 2")).toEqual({ type: "switch", name: "2" });
});

test("names may have spaces, and a private message needs quotes for them", () => {
  expect(parseCommand("/join tea and fish")).toEqual({ type: "join", name: "tea and fish" });
  expect(parseCommand('/nick "Ann Lee"')).toEqual({ type: "nick", name: "Ann Lee" });
  expect(parseCommand("/block 小鱼")).toEqual({ type: "block", name: "小鱼" });
  expect(parseCommand("/unblock")).toMatchObject({ type: "wrong" });
  expect(parseCommand("/msg 小鱼 hello there")).toEqual({ type: "tell", name: "小鱼", text: "hello there" });
  expect(parseCommand('/msg "ten lines" two\nlines')).toEqual({ type: "tell", name: "ten lines", text: "two\nlines" });
});

test("a message is named by its number, or is the newest one", () => {
  expect(parseCommand("/edit hello there")).toEqual({ type: "edit", seq: undefined, text: "hello there" });
  expect(parseCommand("/reply #12 hello")).toEqual({ type: "reply", seq: 12, text: "hello" });
  expect(parseCommand("/react 👍")).toEqual({ type: "react", seq: undefined, text: "👍" });
  expect(parseCommand("/delete")).toEqual({ type: "delete", seq: undefined });
  expect(parseCommand("/delete #7")).toEqual({ type: "delete", seq: 7 });
});

test("a search is the rest of the line as it was typed, and without words the next page of the last one", () => {
  expect(parseCommand('/search from:ann "the plan" -old')).toEqual({ type: "search", query: 'from:ann "the plan" -old' });
  expect(parseCommand("/search")).toEqual({ type: "search", query: "" });
  expect(parseCommand("/goto 2")).toEqual({ type: "goto", number: 2 });
});

test("a path is read as a shell reads it, and a caption as it was typed", () => {
  expect(parseCommand("/upload ~/reef.png")).toEqual({ type: "upload", path: "~/reef.png", caption: "" });
  expect(parseCommand('/upload "my reef.png" "look" at it')).toEqual({
    ...{ type: "upload", path: "my reef.png", caption: '"look" at it' },
  });
  expect(parseCommand("/upload my\\ reef\\'s\\ fish.png 看")).toEqual({
    ...{ type: "upload", path: "my reef's fish.png", caption: "看" },
  });
  expect(parseCommand("/upload '小鱼 1'.png")).toEqual({ type: "upload", path: "小鱼 1.png", caption: "" });
});

test("a download names a message, a path, both or neither", () => {
  expect(parseCommand("/download")).toEqual({ type: "download", seq: undefined, path: undefined });
  expect(parseCommand("/download #12")).toEqual({ type: "download", seq: 12, path: undefined });
  expect(parseCommand("/download 12 'a folder'")).toEqual({ type: "download", seq: 12, path: "a folder" });
  expect(parseCommand("/download 12.png")).toEqual({ type: "download", seq: undefined, path: "12.png" });
});

test("a room is public unless `isPrivate` is set", () => {
  expect(parseCommand("/create garden")).toEqual({ type: "create", name: "garden", isPrivate: false });
  expect(parseCommand("/create tea and fish --private")).toEqual({ type: "create", name: "tea and fish", isPrivate: true });
});

test("an invalid command is answered with a sentence and never sent", () => {
  for (const line of [
    "/",
    "/jion garden",
    "/join",
    "/create --private",
    "/msg ann",
    "/quit now",
    "/claim correct horse",
    "/password correct horse",
    "/edit",
    "/reply #12",
    "/delete 7",
    "/goto",
    "/goto #2",
    "/upload",
    '/upload "open',
    "/upload it's.png",
    "/download #12 a folder",
    "/cancel it",
  ]) {
    expect(parseCommand(line), line).toMatchObject({ type: "wrong" });
  }
});
