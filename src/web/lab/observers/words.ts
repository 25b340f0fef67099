import { tabWords } from "../tab-words.ts";

const listFormat = { en: new Intl.ListFormat("en"), zh: new Intl.ListFormat("zh") };

const en = {
  lead: "A server keeps a list of its open sockets: that is how it knows who is there, and to whom to pass a message. Each of these sockets goes to /chat?observers=1, lives in a document of its own, and is told the list whenever one comes or goes.",
  noWebSocket:
    "This browser has no WebSocket, so no socket can come or go here. The open labs below are told over server-sent events.",
  openThree: "Open three sockets",
  openMore: "Open one more",
  number: (count: number) => `${count} connected`,
  unknown: "With no socket there, this page is not told who is.",
  unlisted: (count: number) => `and ${count} before them`,
  names: "Who is connected to /chat",
  mine: "of this tab",
  sockets: "The sockets of this tab",
  socket: (number: number) => `Socket ${number}`,
  states: {
    connecting: "connecting",
    open: "open",
    closed: "closed",
    killed: "killed",
    refused: "refused",
  },
  say: "Say hello",
  close: "Close",
  kill: "Kill",
  actionOf: (action: string, socket: string) => `${action}: ${socket}`,
  hello: (socket: string) => `Hello from ${socket} of the lab!`,
  hints: {
    close:
      "Close sends a close frame and waits for the answer. Kill takes the document away in which the socket lives, as when a page is closed: its program is not asked, and the browser hangs up for it.",
    lobby:
      "Each of them is a guest, who comes to the lobby and is gone a minute after its socket. A hello goes to the lobby, too, and stays there.",
  },
  refused: "A socket was refused. Where guests may not sign in, /chat is closed.",
  timeLine: "Who comes, goes and talks",
  points: {
    list: (text: string) => `the list: ${text}`,
    heard: (text: string) => `hears “${text}”`,
    said: (text: string) => `says “${text}”`,
  },
  killedAt: "killed",
  legend: "● the list comes · ▲ says · ▼ hears · ✕ killed",
  changes: "What the lists said",
  nothingYet: "Nothing yet.",
  came: (names: readonly string[]) => `+ ${listFormat.en.format(names)}`,
  left: (names: readonly string[]) => `− ${listFormat.en.format(names)}`,
  labs: "Open labs",
  labsLead:
    "Everyone who looks at a lab of this server, told over server-sent events. A lab behind another tab or window is not counted: it does not listen.",
  labCount: (count: number) => (count === 1 ? "1 lab is open." : `${count} labs are open.`),
  noFeed: "The lab’s feed is not open, so this page is not told.",
  thisLab: "this one",
  viaFrame: "an iframe’s stream",
  lab: (number: number) => `Lab ${number}`,
  note: "A list of sockets is not a list of people who are there: a phone that loses its network says nothing, and stays in the list until a ping has no answer. Shoal pings every 20 seconds, and a dead socket in its list stops nobody: each is sent to by itself.",
};

const zh: typeof en = {
  lead: "服务器手里有一份所有连接的名单，所以知道谁在线，消息该转给谁。下面每条连接都连到 /chat?observers=1，各自待在一个单独的文档里；有人来去，服务器就把名单告诉它们。",
  noWebSocket: "这个浏览器不支持 WebSocket，这里无法演示连接的来去。下面打开着的实验室是通过 SSE 得知的。",
  openThree: "打开三条连接",
  openMore: "再开一条",
  number: (count) => `共 ${count} 条连接`,
  unknown: "一条连接都没有，本页就收不到名单。",
  unlisted: (count) => `以及更早的 ${count} 个`,
  names: "/chat 上有谁",
  mine: "本页的",
  sockets: "本页的连接",
  socket: (number) => `连接 ${number}`,
  states: {
    connecting: "正在连接",
    open: "已连上",
    closed: "已关闭",
    killed: "已掐断",
    refused: "被拒绝",
  },
  say: "打个招呼",
  close: "关闭",
  kill: "掐断",
  actionOf: (action, socket) => `${action}：${socket}`,
  hello: (socket) => `实验室的${socket}向大家问好！`,
  hints: {
    close: "“关闭”会发出关闭帧，并等待回应。“掐断”直接移除连接所在的文档，就像关掉网页：程序毫不知情，由浏览器替它断开。",
    lobby: "每条连接都是一位访客，会进入大厅，断开一分钟后离开。打招呼的话也会出现在大厅，并留在那里。",
  },
  refused: "有一条连接被拒绝。服务器不允许访客登录时，/chat 不开放。",
  timeLine: "谁来，谁走，谁说话",
  points: {
    list: (text) => `收到名单：${text}`,
    heard: (text) => `听到“${text}”`,
    said: (text) => `说“${text}”`,
  },
  killedAt: "被掐断",
  legend: "● 收到名单 · ▲ 说 · ▼ 听到 · ✕ 被掐断",
  changes: "名单的变化",
  nothingYet: "还没有。",
  came: (names) => `+ ${listFormat.zh.format(names)}`,
  left: (names) => `− ${listFormat.zh.format(names)}`,
  labs: "打开着的实验室",
  labsLead: "这台服务器上正在看实验室的人，通过 SSE 得知。切到后台的实验室不算在内，因为它不再收听。",
  labCount: (count) => `打开着 ${count} 个实验室。`,
  noFeed: "实验室的事件流没有连上，无从得知。",
  thisLab: "本页",
  viaFrame: "iframe 流",
  lab: (number) => `实验室 ${number}`,
  note: "连接名单不等于在场名单：手机断了网，并不会通知服务器，要等到 ping 没有回应，才会从名单上消失。Shoal 每 20 秒 ping 一次；名单里有死连接，也不妨碍别人，因为每条连接都是单独发送的。",
};

/** What the tab of those who are connected says. */
export const observersWords = tabWords({ en, zh });
