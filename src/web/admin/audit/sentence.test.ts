import { afterEach, expect, test } from "bun:test";
import { LOBBY_ID } from "../../../client/index.ts";
import type { AuditEntry } from "../../../protocol/admin.ts";
import { language } from "../../state/preferences.ts";
import { sentenceOf, valueText } from "./sentence.ts";
import { auditWords } from "./words.ts";

const AT = Date.UTC(2026, 10, 28);
const HOUR = 3_600_000;
const names = { by: "ann", user: "ben", room: "pond" };

afterEach(() => {
  language.value = "en";
});

/** In both languages. Isolation marks are left out. */
function sentences(entry: Partial<AuditEntry> & { act: string }, room = names.room): string[] {
  return (["en", "zh"] as const).map((chosen) => {
    language.value = chosen;
    return sentenceOf({ id: 1, at: AT, ...entry }, { ...names, room: room === "" ? undefined : room }).replace(
      /[\u2068\u2069]/g,
      "",
    );
  });
}

test("an entry of the audit log is a sentence with its duration and its reason", () => {
  expect(sentences({ act: "ban-user", details: { until: AT + 24 * HOUR, reason: "spam" } })).toEqual([
    "ann banned ben for a day: spam",
    "ann 将 ben 封禁 1 天：spam",
  ]);
  expect(sentences({ act: "mute-user", details: {} })).toEqual(["ann muted ben on the whole server", "ann 将 ben 全局禁言"]);
  expect(sentences({ act: "raid", details: { raidUntil: AT + HOUR } })[0]).toBe("ann turned raid mode on for an hour");
  expect(sentences({ act: "raid", details: { raidUntil: null } })).toEqual(["ann turned raid mode off", "ann 关闭了防骚扰模式"]);
});

test("a room has its name, the lobby its own, and an unknown one none", () => {
  const mute = { act: "mute", details: { until: AT + 90 * 60_000 } };
  expect(sentences({ ...mute, conversationId: "r_pond" })).toEqual([
    "ann muted ben in “pond” for 90 minutes",
    "ann 在“pond”将 ben 禁言 90 分钟",
  ]);
  expect(sentences({ ...mute, conversationId: LOBBY_ID })[0]).toBe("ann muted ben in the lobby for 90 minutes");
  expect(sentences({ act: "delete-room", conversationId: "r_gone" }, "")).toEqual(["ann deleted a room", "ann 删除了某个房间"]);
});

test("settings and rules are told one by one, with their units", () => {
  const details = { name: "Reef", welcome: null, areGuestsAllowed: false, newcomerMinutes: 5, uploadBytesMax: 5_000_000 };
  expect(sentences({ act: "set-settings", details })).toEqual([
    "ann changed settings: name “Reef”; welcome text none; guests off; reading only for newcomers 5 minutes; largest file 5 MB",
    "ann 更改了设置：名称 “Reef”；欢迎语 无；访客 关；新人只读时间 5 分钟；文件大小上限 5 MB",
  ]);
  expect(sentences({ act: "set-rules", details: { isLocked: true, slowModeSeconds: 30 } })[0]).toBe(
    "ann changed rules of “pond”: locked on; slow mode 30 seconds",
  );
  language.value = "zh";
  expect(valueText("registration", "invite")).toBe("凭邀请链接");
});

test("an act that the page does not know is named as the server names it, and no text is a name of an object's parts", () => {
  expect(sentences({ act: "invent-sth" })).toEqual(["ann: invent-sth", "ann：invent-sth"]);
  expect(sentences({ act: "constructor" })[0]).toBe("ann: constructor");
  expect(sentences({ act: "set-server-role", details: { serverRole: "toString" } })[0]).toBe(
    "ann made ben toString of the server",
  );
});

test("each act has a sentence and a name, in every language", () => {
  for (const chosen of ["en", "zh"] as const) {
    language.value = chosen;
    expect(Object.keys(auditWords.value.acts).sort()).toEqual(Object.keys(auditWords.value.sentences).sort());
  }
});
