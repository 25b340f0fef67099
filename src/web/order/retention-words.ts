import { computed } from "@preact/signals";
import { pluralOf } from "../i18n/plural.ts";
import { type Language, language } from "../state/preferences.ts";

const plural = pluralOf("en");
const pluralZh = pluralOf("zh");

const en = {
  /** What keeps how much, as a sentence without its end. */
  keeps: {
    room: { days: (days: string) => `this room keeps ${days}`, messages: (messages: string) => `this room keeps ${messages}` },
    direct: {
      days: (days: string) => `private messages are kept for ${days}`,
      messages: (messages: string) => `of private messages, this server keeps ${messages}`,
    },
    server: {
      days: (days: string) => `this server keeps ${days}`,
      messages: (messages: string) => `this server keeps ${messages}`,
    },
  },
  newest: (count: number) => plural(count, { one: "the newest message", other: "the newest # messages" }),
  both: (keeps: string, messages: string) => `${keeps}, and at most ${messages}`,
  trimmed: "Older messages are not kept.",
  trimmedTo: (keeps: string) => `Older messages are not kept: ${keeps}.`,
  kept: (keeps: string) => `${capitalised(keeps)}.`,
  daysLabel: "Keep messages for",
  messagesLabel: "Keep at most",
  ever: "Ever",
  all: "All messages",
  atMost: (keeps: string) => `No more than the server: ${keeps}.`,
  ask: "Keep less?",
  explain: (keeps: string) =>
    `${capitalised(keeps)}. What is older is deleted within the hour, for everyone and for good, with its files.`,
  confirm: "Delete what is older",
};

const zh: typeof en = {
  keeps: {
    room: { days: (days) => `这个房间只保留最近 ${days}的消息`, messages: (messages) => `这个房间只保留${messages}` },
    direct: { days: (days) => `私聊只保留最近 ${days}的消息`, messages: (messages) => `私聊只保留${messages}` },
    server: { days: (days) => `服务器只保留最近 ${days}的消息`, messages: (messages) => `服务器在每个会话只保留${messages}` },
  },
  newest: (count) => `最新的 ${pluralZh(count, { other: "# 条消息" })}`,
  both: (keeps, messages) => `${keeps}，且最多保留${messages}`,
  trimmed: "更早的消息已被清除。",
  trimmedTo: (keeps) => `更早的消息已被清除，${keeps}。`,
  kept: (keeps) => `${keeps}。`,
  daysLabel: "消息保留时间",
  messagesLabel: "消息保留条数",
  ever: "永久",
  all: "全部消息",
  atMost: (keeps) => `不会超过服务器的限制：${keeps}。`,
  ask: "缩短保留范围？",
  explain: (keeps) => `改为${keeps}。更早的消息和文件会在一小时内对所有人删除，无法恢复。`,
  confirm: "删除更早的消息",
};

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const dictionaries: Partial<Record<Language, typeof en>> = { en, zh };
/** How long messages are kept. */
export const retentionWords = computed(() => dictionaries[language.value] ?? en);
