import { tabWords } from "./tab-words.ts";

const en = {
  title: "Shoal lab",
  titleOf: (tab: string) => `${tab} · Shoal lab`,
  lead: "How the real-time web works, shown on the very connection between this browser and this server.",
  toChat: "To the chat",
  next: "Next",
  language: "Language",
  theme: "Appearance",
  themes: { system: "System", light: "Light", dark: "Dark" },
  loadFailed: "This part could not be loaded: the server cannot be reached, or it has a new version.",
  retry: "Try again",
  number: (value: number) => value.toLocaleString("en"),
  milliseconds: (ms: number) => `${ms.toLocaleString("en")} ms`,
  /** Milliseconds below one second, seconds from there on. */
  duration: (ms: number) => (ms < 1_000 ? `${ms.toLocaleString("en")} ms` : `${(ms / 1_000).toLocaleString("en")} s`),
  asList: "As a list",
  from: (start: string) => `from ${start}`,
  fromTo: (start: string, end: string) => `${start} to ${end}`,
  setRight: "Set right",
};

const zh: typeof en = {
  title: "Shoal 实验室",
  titleOf: (tab) => `${tab} · Shoal 实验室`,
  lead: "就用这个浏览器和这台服务器之间的连接，演示实时网络怎样工作。",
  toChat: "去聊天",
  next: "下一个",
  language: "语言",
  theme: "外观",
  themes: { system: "跟随系统", light: "浅色", dark: "深色" },
  loadFailed: "这部分加载失败：连不上服务器，或者服务器已更新。",
  retry: "重试",
  number: (value) => value.toLocaleString("zh"),
  milliseconds: (ms) => `${ms.toLocaleString("zh")} 毫秒`,
  duration: (ms) => (ms < 1_000 ? `${ms.toLocaleString("zh")} 毫秒` : `${(ms / 1_000).toLocaleString("zh")} 秒`),
  asList: "以列表查看",
  from: (start) => `${start}起`,
  fromTo: (start, end) => `${start}至${end}`,
  setRight: "正确的说法",
};

/** What the lab says around its tabs, and in the parts that they share. */
export const labWords = tabWords({ en, zh });
