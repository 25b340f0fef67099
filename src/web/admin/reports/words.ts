import { computed } from "@preact/signals";
import { isolated } from "../../i18n/isolated.ts";
import { type Language, language } from "../../state/preferences.ts";

const en = {
  none: "No open reports. All is calm.",
  reported: (reporter: string, time: string) => `Reported by ${isolated(reporter)}, ${time}`,
  reason: (reason: string) => `“${isolated(reason)}”`,
  noReason: "Without a reason",
  lobby: "in the lobby",
  room: (name: string) => `in ${isolated(name)}`,
  direct: "in a private conversation",
  noText: "(no text: files only)",
  go: "Go to the message",
  notMember: "You are not a member there, and cannot see or remove the message.",
  remove: "Remove the message",
  removeAsk: "Remove this message?",
  removeExplain: "It is gone for everyone, for good.",
  person: "Mute or ban the author",
  resolve: "Close the report",
  removed: "The message is removed.",
  resolved: "The report is closed.",
};

const zh: typeof en = {
  none: "没有待处理的举报，一切平静。",
  reported: (reporter, time) => `${isolated(reporter)} 举报于 ${time}`,
  reason: (reason) => `“${isolated(reason)}”`,
  noReason: "未填写原因",
  lobby: "大厅",
  room: (name) => `房间：${isolated(name)}`,
  direct: "私聊",
  noText: "（没有文字，只有文件）",
  go: "查看消息",
  notMember: "你不是那里的成员，不能查看或删除这条消息。",
  remove: "删除消息",
  removeAsk: "删除这条消息？",
  removeExplain: "对所有人永久删除。",
  person: "禁言或封禁作者",
  resolve: "处理完毕",
  removed: "消息已删除。",
  resolved: "举报已处理。",
};

const dictionaries: Partial<Record<Language, typeof en>> = { en, zh };
export const reportWords = computed(() => dictionaries[language.value] ?? en);
