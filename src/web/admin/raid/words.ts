import { computed } from "@preact/signals";
import { type Language, language } from "../../state/preferences.ts";

const en = {
  what: "When many strangers come to disturb, this gives you time:",
  effects: [
    "No one new can sign in. Who is known signs in as before, on other devices, too.",
    "Everyone writes at most one message in 5 seconds; moderators and administrators as before.",
    "Newcomers read that no new users are taken. It ends by itself.",
  ],
  switch: "Raid mode",
  on: (time: string) => `On until ${time}`,
  off: "Off",
  extend: "Start the time anew",
  duration: "For how long?",
  durations: { quarter: "15 minutes", hour: "1 hour", hours: "6 hours", day: "24 hours" },
  doneOn: (time: string) => `Raid mode is on until ${time}.`,
  doneOff: "Raid mode is off.",
};

const zh: typeof en = {
  what: "有大量陌生人来捣乱时，用它争取时间：",
  effects: [
    "新人不能登录。已有的用户照常登录，换设备也可以。",
    "所有人每 5 秒最多发一条消息，协管员和管理员除外。",
    "新人会看到暂不接受新用户的提示。到时间自动结束。",
  ],
  switch: "防骚扰模式",
  on: (time) => `已开启，到 ${time} 结束`,
  off: "未开启",
  extend: "重新计时",
  duration: "多长时间？",
  durations: { quarter: "15 分钟", hour: "1 小时", hours: "6 小时", day: "24 小时" },
  doneOn: (time) => `防骚扰模式已开启，到 ${time} 结束。`,
  doneOff: "防骚扰模式已关闭。",
};

const dictionaries: Partial<Record<Language, typeof en>> = { en, zh };
export const raidWords = computed(() => dictionaries[language.value] ?? en);
