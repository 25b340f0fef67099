import { isolated } from "../i18n/isolated.ts";
import { pluralOf } from "../i18n/plural.ts";
import type { DetailWords } from "./en.ts";

const plural = pluralOf("zh");

export const zh: DetailWords = {
  card: (name) => `${isolated(name)} 的资料`,
  since: (date) => `${date} 加入`,
  commonRooms: "共同的房间",
  sendMessage: "发消息",
  mention: "@ 提及",
  block: "屏蔽",
  unblock: "解除屏蔽",
  blockAsk: (name) => `屏蔽 ${isolated(name)}？`,
  blockExplain: "双方都不能再给对方发私聊和邀请。对方在房间里的消息会被折叠，也不再提醒你。",
  isBlocked: "你已屏蔽此人。",
  profile: "个人资料",
  status: "状态",
  statusHint: "一句话介绍，所有人可见",
  colour: "颜色",
  colours: ["红", "陶土", "古铜", "苔绿", "绿", "松绿", "青", "藏蓝", "蓝", "淡紫", "兰紫", "梅紫"],
  saveProfile: "保存",
  saved: "已保存",
  tooManyNames: (minutes) => plural(minutes, { other: "改名太频繁，# 分钟后再试。" }),
  devices: "登录的设备",
  thisDevice: "当前设备",
  unnamedDevice: "未命名的设备",
  activeNow: "正在使用",
  lastSeen: (when) => `上次使用：${when}`,
  signOutDevice: (device) => `退出 ${device}`,
  signOutShort: "退出",
  signOutOthers: "退出其他所有设备",
  signOutOthersAsk: "退出其他所有设备？",
  signOutOthersExplain: "只在这台设备上保持登录，未使用的设备链接也会失效。",
};
