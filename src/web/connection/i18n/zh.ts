import { pluralOf } from "../../i18n/plural.ts";
import type { ConnectionDictionary } from "./en.ts";

const plural = pluralOf("zh");

export const connectionZh: ConnectionDictionary = {
  connecting: "正在连接…",
  reconnecting: "正在重新连接…",
  lost: (seconds) => plural(seconds, { other: "连接断开，# 秒后重试。" }),
  restarting: (seconds) => plural(seconds, { other: "服务器正在重启，# 秒后重试。" }),
  offline: "你已离线，写好的消息会保留，联网后自动发送。",
  offlineNotKept: "你已离线，写好的消息会在联网后发送。",
  keepsNothing: "浏览器不保存本页数据，关闭页面时尚未发出的消息会丢失。",
  keepsNoVisit: "浏览器不保存本页数据，关闭或刷新页面后，这次登录和昵称都会失效。",
  noted: "知道了",
  notKept: "浏览器无法保存消息，发完之前请别关闭页面。",
  fallback: (name) => `WebSocket 连不通，已改用${name}。`,
  tryNow: "立即重试",
  useHere: "在这里继续",
  explained: {
    none: "消息实时送达。",
    connecting: "正在寻找服务器。",
    reconnecting: "正在重新寻找服务器。",
    lost: "服务器没有回应，页面会自动重试。",
    restarting: "服务器正在重启，页面会自动重试。",
    offline: "设备没有网络，恢复后会自动连接。",
  },
  transports: {
    websocket: "一条长连接，双向收发（WebSocket）。",
    stream: "用一个不断开的响应接收消息，发送时另发请求（流式传输）。",
    "long-poll": "页面发出询问，服务器一有新消息就答复（长轮询）。",
    poll: "页面每隔几秒询问一次，消息会稍晚到达（轮询）。",
  },
  since: (time) => `${time} 连接至今。`,
  lostSince: (time) => `${time} 断开至今。`,
  waiting: (count, where) => plural(count, { other: `# 条消息等待发送：${where}。` }),
  nothingWaits: "没有等待发送的消息。",
  lastError: (time, sentence) => `上次中断于 ${time}：${sentence}`,
  why: "首选的 WebSocket 连不通，多半是被代理或防火墙拦截。消息照常送达，页面也会自动重试 WebSocket；想彻底解决，请联系管理员放行。",
};
