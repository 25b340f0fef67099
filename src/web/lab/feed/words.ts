import { tabWords } from "../tab-words.ts";

const en = {
  pushed: "The server pushes to every open lab:",
  dismiss: "Dismiss",
};

const zh: typeof en = {
  pushed: "服务器推送给所有打开的实验室：",
  dismiss: "关闭提示",
};

/** What the notice of a push says. */
export const feedWords = tabWords({ en, zh });
