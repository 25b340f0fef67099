import { computed } from "@preact/signals";
import { isolated } from "../../i18n/isolated.ts";
import { type Language, language } from "../../state/preferences.ts";

const en = {
  none: "No address is banned.",
  add: "Ban an address",
  explain: "From a banned address no one can use the server; open connections end at once.",
  network: "Address or network",
  networkHint: "Such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/48.",
  reasonHint: "Optional. Staff can read it.",
  ban: "Ban",
  lift: "Lift",
  liftOf: (network: string) => `Lift the ban of ${network}`,
  since: (time: string, by: string) => `${time}, by ${isolated(by)}`,
  until: (time: string) => `until ${time}`,
  ever: "until it is lifted",
  banned: (network: string) => `${network} is banned.`,
  lifted: (network: string) => `${network} is not banned any more.`,
};

const zh: typeof en = {
  none: "没有封禁任何地址。",
  add: "封禁地址",
  explain: "被封禁的地址不能使用服务器，已有连接立即断开。",
  network: "地址或网段",
  networkHint: "例如 203.0.113.7、203.0.113.0/24 或 2001:db8::/48。",
  reasonHint: "可不填。只有管理人员看得到。",
  ban: "封禁",
  lift: "解除",
  liftOf: (network) => `解除对 ${network} 的封禁`,
  since: (time, by) => `${time}，由 ${isolated(by)} 封禁`,
  until: (time) => `到 ${time} 结束`,
  ever: "直到解除",
  banned: (network) => `已封禁 ${network}。`,
  lifted: (network) => `已解除对 ${network} 的封禁。`,
};

const dictionaries: Partial<Record<Language, typeof en>> = { en, zh };
export const addressWords = computed(() => dictionaries[language.value] ?? en);
