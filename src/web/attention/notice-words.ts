import { computed } from "@preact/signals";
import { type Language, language } from "../state/preferences.ts";

const en = {
  allow: "Let the browser show them",
  refused: "The browser refuses notifications of this page. The title still counts what is unread.",
  needHttps: "Browsers allow notifications only over HTTPS. The title still counts what is unread.",
  closed: "Also when this page is closed",
  closedHint: "The message goes through your browser’s push service, encrypted.",
  closedFailed: "The browser’s push service did not answer. Try again later.",
  content: "A notification may show",
  contents: { nothing: "Nothing", who: "Who", "who-and-what": "Who and what" },
  disturb: "Do not disturb",
  oneHour: "For 1 hour",
  untilTomorrow: "Until tomorrow",
  silentUntil: (time: string) => `Quiet until ${time}.`,
  endSilence: "End now",
  quiet: "Quiet hours every day",
  from: "From",
  to: "To",
};

const zh: typeof en = {
  allow: "让浏览器弹出通知",
  refused: "浏览器拒绝了此页面的通知。标题仍会显示未读数。",
  needHttps: "浏览器只在 HTTPS 下允许通知。标题仍会显示未读数。",
  closed: "关闭页面后也通知我",
  closedHint: "消息会加密后经由浏览器的推送服务送达。",
  closedFailed: "浏览器的推送服务没有响应，请稍后再试。",
  content: "通知内容",
  contents: { nothing: "不显示", who: "发送者", "who-and-what": "发送者和内容" },
  disturb: "勿扰",
  oneHour: "1 小时",
  untilTomorrow: "到明天早上",
  silentUntil: (time) => `${time} 前不打扰。`,
  endSilence: "立即结束",
  quiet: "每天的安静时段",
  from: "从",
  to: "到",
};

const dictionaries: Partial<Record<Language, typeof en>> = { en, zh };

/** The words of the settings of notifications. They are loaded with them. */
export const noticeWords = computed(() => dictionaries[language.value] ?? en);
