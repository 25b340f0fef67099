import { computed } from "@preact/signals";
import { isolated } from "../i18n/isolated.ts";
import { pluralOf } from "../i18n/plural.ts";
import { type Language, language } from "../state/preferences.ts";

const plural = pluralOf("en");
const pluralZh = pluralOf("zh");

const en = {
  title: "Administration",
  titleOf: (tab: string) => `${tab} · Shoal administration`,
  toChat: "To the chat",
  tabs: {
    people: "People",
    rooms: "Rooms",
    reports: "Reports",
    audit: "Audit log",
    status: "Status",
    settings: "Settings",
    raid: "Raid",
    addresses: "Banned addresses",
  },
  language: "Language",
  theme: "Appearance",
  themes: { system: "System", light: "Light", dark: "Dark" },
  signedInAs: (name: string, role: string) => `${isolated(name)}, ${role}`,
  roles: { member: "member", moderator: "moderator", administrator: "administrator" },
  asking: "One moment…",
  unreachable: "The server cannot be reached.",
  signedOut: "You are not signed in here. Sign in to the chat as a moderator or an administrator of this server, and come back.",
  refused: (name: string) =>
    `${isolated(name)} is neither a moderator nor an administrator of this server. This page is for them only. An administrator can give you the role.`,
  raidUntil: (time: string) => `Raid mode is on until ${time}: no newcomers, and everyone writes slowly.`,
  change: "Change",
  operator: "The operator",
  deleted: "deleted user",
  you: "you",
  loading: "Loading…",
  failed: "This could not be loaded.",
  reload: "Try again",
  updated: (time: string) => `As of ${time}`,
  refresh: "Refresh",
  until: (time: string) => `until ${time}`,
  duration: "For how long?",
  durations: {
    minutes: "10 minutes",
    hour: "1 hour",
    day: "1 day",
    week: "7 days",
    month: "30 days",
    ever: "Until it is lifted",
  },
  reason: "Reason",
  reasonHint: "Optional. The person can read it.",
  typeToConfirm: (name: string) => `To confirm, type ${isolated(name)}`,
  shown: (count: number) => plural(count, { one: "# shown", other: "# shown" }),
  span: {
    second: (count: number) => plural(count, { one: "a second", other: "# seconds" }),
    minute: (count: number) => plural(count, { one: "a minute", other: "# minutes" }),
    hour: (count: number) => plural(count, { one: "an hour", other: "# hours" }),
    day: (count: number) => plural(count, { one: "a day", other: "# days" }),
  },
  spans: (longer: string, shorter: string) => `${longer} ${shorter}`,
  findPerson: "Find a person",
  nobody: "No one has that name.",
  choosePerson: (name: string) => `Choose ${name}`,
};

const zh: typeof en = {
  title: "管理后台",
  titleOf: (tab) => `${tab} · Shoal 管理后台`,
  toChat: "去聊天",
  tabs: {
    people: "用户",
    rooms: "房间",
    reports: "举报",
    audit: "操作日志",
    status: "运行状态",
    settings: "设置",
    raid: "防骚扰",
    addresses: "封禁地址",
  },
  language: "语言",
  theme: "外观",
  themes: { system: "跟随系统", light: "浅色", dark: "深色" },
  signedInAs: (name, role) => `${isolated(name)}，${role}`,
  roles: { member: "普通用户", moderator: "协管员", administrator: "管理员" },
  asking: "请稍候…",
  unreachable: "连不上服务器。",
  signedOut: "你还没有登录。请先以协管员或管理员的身份登录聊天，再回到这里。",
  refused: (name) => `${isolated(name)} 不是这个服务器的协管员或管理员，不能使用本页。管理员可以授予你这个身份。`,
  raidUntil: (time) => `防骚扰模式已开启，到 ${time} 结束：新人不能进来，所有人发言放慢。`,
  change: "更改",
  operator: "运营者",
  deleted: "已注销用户",
  you: "你",
  loading: "加载中…",
  failed: "加载失败。",
  reload: "重试",
  updated: (time) => `${time} 的数据`,
  refresh: "刷新",
  until: (time) => `到 ${time}`,
  duration: "多长时间？",
  durations: { minutes: "10 分钟", hour: "1 小时", day: "1 天", week: "7 天", month: "30 天", ever: "直到解除" },
  reason: "原因",
  reasonHint: "可不填。对方看得到。",
  typeToConfirm: (name) => `请输入 ${isolated(name)} 确认`,
  shown: (count) => pluralZh(count, { other: "已显示 # 条" }),
  span: {
    second: (count) => pluralZh(count, { other: "# 秒" }),
    minute: (count) => pluralZh(count, { other: "# 分钟" }),
    hour: (count) => pluralZh(count, { other: "# 小时" }),
    day: (count) => pluralZh(count, { other: "# 天" }),
  },
  spans: (longer, shorter) => `${longer} ${shorter}`,
  findPerson: "查找用户",
  nobody: "没有这个名字的用户。",
  choosePerson: (name) => `选择 ${name}`,
};

const dictionaries: Partial<Record<Language, typeof en>> = { en, zh };

/** What the administration says around its tabs, and in the parts that they share. Each tab brings its own words. */
export const adminWords = computed(() => dictionaries[language.value] ?? en);
