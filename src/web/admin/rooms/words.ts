import { computed } from "@preact/signals";
import { isolated } from "../../i18n/isolated.ts";
import { pluralOf } from "../../i18n/plural.ts";
import { type Language, language } from "../../state/preferences.ts";

const plural = pluralOf("en");
const pluralZh = pluralOf("zh");

const en = {
  search: "Search rooms",
  sort: "Sort by",
  sorts: { name: "Name", members: "Members", messages: "Messages" },
  show: "Show",
  shows: { all: "All", public: "Public", private: "Private", archived: "Archived" },
  none: "No rooms here.",
  private: "private",
  archived: "archived",
  noOwner: "no owner",
  lobby: "Lobby",
  members: (count: number) => plural(count, { one: "# member", other: "# members" }),
  messages: (count: number) => plural(count, { one: "# message", other: "# messages" }),
  manage: (name: string) => `Manage ${isolated(name)}`,
  facts: {
    description: "Description",
    kind: "Kind",
    owner: "Owner",
    members: "Members",
    messages: "Messages",
    created: "Made",
    last: "Last message",
  },
  kinds: { public: "public", private: "private", archived: "archived" },
  never: "never",
  lobbyHint: "Everyone is in the lobby. It cannot be archived or deleted.",
  acts: {
    "archive-room": "Archive",
    "unarchive-room": "Take out of the archive",
    "set-room-owner": "Give it an owner",
    "delete-room": "Delete room",
  },
  explain: {
    "archive-room": "Members can still read it. No one writes or joins, until it is taken out of the archive.",
    "unarchive-room": "Members can write again.",
    "set-room-owner": "Choose a member of the room. Its owner until now becomes a moderator.",
    "delete-room": "All members are removed, and its texts and files go for ever. There is no way back.",
  },
  notMember: (name: string) => `${isolated(name)} is not a member of the room, or the room is gone.`,
  done: {
    "archive-room": (room: string) => `“${isolated(room)}” is archived.`,
    "unarchive-room": (room: string) => `“${isolated(room)}” is open again.`,
    "delete-room": (room: string) => `“${isolated(room)}” is deleted.`,
  },
  owns: (name: string, room: string) => `${isolated(name)} owns “${isolated(room)}” now.`,
};

const zh: typeof en = {
  search: "搜索房间",
  sort: "排序",
  sorts: { name: "名称", members: "成员数", messages: "消息数" },
  show: "显示",
  shows: { all: "全部", public: "公开", private: "私密", archived: "已归档" },
  none: "没有符合条件的房间。",
  private: "私密",
  archived: "已归档",
  noOwner: "无房主",
  lobby: "大厅",
  members: (count) => pluralZh(count, { other: "# 名成员" }),
  messages: (count) => pluralZh(count, { other: "# 条消息" }),
  manage: (name) => `管理 ${isolated(name)}`,
  facts: {
    description: "简介",
    kind: "类型",
    owner: "房主",
    members: "成员",
    messages: "消息",
    created: "创建时间",
    last: "最新消息",
  },
  kinds: { public: "公开", private: "私密", archived: "已归档" },
  never: "无",
  lobbyHint: "所有人都在大厅里，大厅不能归档或删除。",
  acts: {
    "archive-room": "归档",
    "unarchive-room": "取消归档",
    "set-room-owner": "指定房主",
    "delete-room": "删除房间",
  },
  explain: {
    "archive-room": "成员仍可阅读。取消归档之前，谁都不能发言或加入。",
    "unarchive-room": "成员可以重新发言。",
    "set-room-owner": "请选择房间的一名成员，现任房主会成为协管员。",
    "delete-room": "所有成员都会被移出，文字和文件永久删除，无法恢复。",
  },
  notMember: (name) => `${isolated(name)} 不是这个房间的成员，或者房间已不存在。`,
  done: {
    "archive-room": (room) => `已归档“${isolated(room)}”。`,
    "unarchive-room": (room) => `“${isolated(room)}”已重新开放。`,
    "delete-room": (room) => `已删除“${isolated(room)}”。`,
  },
  owns: (name, room) => `${isolated(name)} 现在是“${isolated(room)}”的房主。`,
};

const dictionaries: Partial<Record<Language, typeof en>> = { en, zh };
export const roomWords = computed(() => dictionaries[language.value] ?? en);
