import { computed } from "@preact/signals";
import { type Language, language } from "../state/preferences.ts";

const en = {
  title: "Emoji",
  search: "Search emoji",
  recent: "Recent",
  found: "Found",
  noneFound: "No emoji has that name.",
  groups: [
    "Smileys",
    "People",
    "Animals and nature",
    "Food and drink",
    "Travel and places",
    "Activities",
    "Objects",
    "Symbols",
    "Flags",
  ],
};

const zh: typeof en = {
  title: "表情",
  search: "搜索表情",
  recent: "最近使用",
  found: "搜索结果",
  noneFound: "没有找到这样的表情。",
  groups: ["笑脸", "人物", "动物与自然", "食物与饮料", "旅行与地点", "活动", "物品", "符号", "旗帜"],
};

const dictionaries: Partial<Record<Language, typeof en>> = { en, zh };

/** The words of the picker. They are loaded with it. */
export const emojiWords = computed(() => dictionaries[language.value] ?? en);
