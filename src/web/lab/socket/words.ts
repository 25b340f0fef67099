import { byteCount as bytes } from "../byte-count.ts";
import { tabWords } from "../tab-words.ts";

const en = {
  lead: "A live WebSocket to /echo, which gives back what it gets. Where guests may not sign in, it is closed.",
  noWebSocket: "This browser has no WebSocket, so there is nothing to connect here.",
  connect: "Connect",
  text: "Text to send",
  send: "Send",
  sendLarge: "Send 60 KiB",
  bytes: bytes.en,
  code: "Close code",
  reason: "Reason",
  close: "Close",
  closeHint: "A page may say 1000, or 3000 to 4999. Without a code the close frame is empty, and the code reads 1005.",
  lanes: "The socket over time",
  note: "readyState 3 does not say why: it is the same after a dial that failed, a close that was agreed, and a connection that was lost. The close event tells them apart: code 1006 stands for an end without a close frame.",
  timeline: "Timeline",
  nothingYet: "Nothing has happened yet.",
  kinds: {
    connect: "new WebSocket()",
    open: "open",
    error: "error",
    sent: "send()",
    message: "message",
    close: "close",
    refused: "refused",
  },
  clean: "clean",
  notClean: "not clean",
};

const zh: typeof en = {
  lead: "这是一个连到 /echo 的 WebSocket，发什么就收到什么。服务器不允许访客登录时，它不开放。",
  noWebSocket: "这个浏览器不支持 WebSocket，这里无法连接。",
  connect: "连接",
  text: "要发送的文本",
  send: "发送",
  sendLarge: "发送 60 KiB",
  bytes: bytes.zh,
  code: "关闭码",
  reason: "原因",
  close: "关闭",
  closeHint: "网页可以用 1000，或 3000 到 4999。不填关闭码，关闭帧就是空的，读到的关闭码是 1005。",
  lanes: "套接字的状态变化",
  note: "readyState 为 3 并不说明原因：没连上、正常关闭、中途断开，都是 3。要看 close 事件：关闭码 1006 表示没收到关闭帧，连接就断了。",
  timeline: "时间线",
  nothingYet: "还没有任何事件。",
  kinds: {
    connect: "new WebSocket()",
    open: "open",
    error: "error",
    sent: "send()",
    message: "message",
    close: "close",
    refused: "被拒绝",
  },
  clean: "正常关闭",
  notClean: "异常关闭",
};

/** What the tab of the live socket says. */
export const socketWords = tabWords({ en, zh });
