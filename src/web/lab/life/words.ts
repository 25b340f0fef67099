import { tabWords } from "../tab-words.ts";

interface BurstClosed {
  readonly peak: string;
  readonly code: number;
  readonly reason: string;
  readonly returnedCount: number;
  /** Messages that were never handed on. */
  readonly left: number;
}

/** Rounded, in the unit that fits. */
function sizeIn(locale: string, bytes: number): string {
  const [value, unit] = bytes >= 1e6 ? [bytes / 1e6, "MB"] : [bytes / 1e3, "kB"];
  return `${value.toLocaleString(locale, { maximumFractionDigits: 1 })} ${unit}`;
}

const en = {
  lead: "A socket goes from 0 CONNECTING to 3 CLOSED, and every one ends. How it ended is told by its events alone: try four lives, and call send() in each state.",
  noWebSocket: "This browser has no WebSocket, so there is no life to show.",
  lives: { whole: "A whole life", refused: "Refused", silent: "Not answered", cut: "Cut" },
  begin: 'Choose a life. Each calls send("Hello") as soon as a state begins.',
  stories: {
    whole: "/echo gives the greeting back; then the page closes with 1000, and the server agrees.",
    refused: "The server answers the handshake with an HTTP error, and no socket opens.",
    silent:
      "The server leaves the handshake without an answer; the page gives up after 1.5 s. A port that drops what comes looks the same. A closed port fails at once, as a refusal does; this page's policy lets it dial no other port, so that one is not shown.",
    cut: "After a second the server ends the TCP connection without a close frame, as a crash or a lost network does.",
  },
  refusalSeen: "The WebSocket did not say why. A plain request to the same address is answered:",
  line: "This life over time",
  timeline: "Timeline",
  nothingYet: "Nothing has happened yet.",
  kinds: {
    dial: "new WebSocket()",
    open: "open",
    message: "message",
    error: "error",
    "no-socket": "error",
    close: "close",
    "give-up": "close()",
    "close()": "close()",
    send: "send()",
  },
  noReason: "without a reason",
  gaveUp: "given up while connecting",
  endings: "Four ends, one readyState",
  endingsLead:
    "3 says that it is over, and nothing of how. Code 1006 is never on the wire: the browser says it where no close frame came.",
  life: "life",
  yes: "yes",
  no: "no",
  sends: "send() in each state",
  sendsLead:
    "What the newest call in each state really did. Too early is an error; too late is silence, but for a line in the browser's console.",
  happened: "what happened",
  thrown: (error: string) => `threw ${error}`,
  outcomes: { sent: "sent", dropped: "dropped, nothing thrown" },
  burst: "bufferedAmount",
  burstLead:
    "What send() took and the network has not: it rises while more is sent than leaves. All messages of 60 KiB are sent in one task here, and the browser can hand them on only afterwards.",
  burstCount: "Messages at once",
  sendBurst: "Send all of them",
  burstChart: "bufferedAmount over time",
  reader: "Reader",
  readers: { echo: "/echo", slow: "A slow one" },
  cameBack: "read by the server",
  size: (bytes: number) => sizeIn("en", bytes),
  allBack: (peak: string, emptyAfterMs: number | undefined) =>
    `It rose to ${peak}${emptyAfterMs === undefined ? "" : `, was 0 after ${emptyAfterMs} ms`}, and every message was read.`,
  burstClosed: ({ peak, code, reason, returnedCount, left }: BurstClosed) =>
    `It rose to ${peak}. It ended with ${code}${reason === "" ? "" : ` “${reason}”`} when ${returnedCount} were read${left === 0 ? "" : `; what still stands in bufferedAmount, ${left} messages, is lost`}.`,
  notOpen: "No socket was opened. Where guests may not sign in, /echo is closed.",
  slowReader:
    "The slow reader rests for a second after each read, and the number stays up: a page that sends on without looking at it fills its own memory. /echo reads as fast as it can and gives all back, but ends a client that sends more than 200 messages a second.",
  note: "“readyState 3 means that it could not be opened” is one of four stories. It means closed, also after a good life: only the close event tells, with its code and wasClean.",
};

const zh: typeof en = {
  lead: "套接字从 0 CONNECTING 走到 3 CLOSED，没有例外。怎么结束的，只有事件会说。下面有四种经历，每到一个状态都调一次 send()。",
  noWebSocket: "这个浏览器不支持 WebSocket，这里没有可演示的。",
  lives: { whole: "善始善终", refused: "被拒绝", silent: "没人应答", cut: "被切断" },
  begin: '选一种经历。每进入一个状态，都会立即调用 send("Hello")。',
  stories: {
    whole: "/echo 把问候原样送回，然后网页用 1000 关闭，服务器同意。",
    refused: "服务器用 HTTP 错误回应握手，套接字没能打开。",
    silent:
      "服务器收到握手却不应答，1.5 秒后网页放弃。端口丢弃数据包时，看起来一模一样。端口关着则会马上失败，和被拒绝一样；本页的安全策略不允许连别的端口，所以这里不演示。",
    cut: "一秒后，服务器不发关闭帧就断开 TCP 连接，和程序崩溃、网络中断一样。",
  },
  refusalSeen: "WebSocket 不说原因。用普通请求访问同一个地址，回应是：",
  line: "这一次的经过",
  timeline: "时间线",
  nothingYet: "还没有任何事件。",
  kinds: {
    dial: "new WebSocket()",
    open: "open",
    message: "message",
    error: "error",
    "no-socket": "error",
    close: "close",
    "give-up": "close()",
    "close()": "close()",
    send: "send()",
  },
  noReason: "不说原因",
  gaveUp: "还没连上就放弃",
  endings: "四种结局，同一个 readyState",
  endingsLead: "3 只说明结束了，不说明怎么结束的。1006 从不出现在线路上：没收到关闭帧时，浏览器就报 1006。",
  life: "经历",
  yes: "有",
  no: "无",
  sends: "各个状态下的 send()",
  sendsLead: "每个状态下最近一次调用的真实结果。太早会报错；太晚则毫无动静，顶多在浏览器控制台里留一行字。",
  happened: "结果",
  thrown: (error) => `抛出 ${error}`,
  outcomes: { sent: "已发送", dropped: "丢弃了，没抛错" },
  burst: "bufferedAmount",
  burstLead:
    "send() 收下了、网络还没送走的字节数，发得比送得快就会上涨。这里在一个任务里连发多条 60 KiB 的消息，任务结束后浏览器才能往外送。",
  burstCount: "一次发几条",
  sendBurst: "全部发出",
  burstChart: "bufferedAmount 随时间的变化",
  reader: "谁来读",
  readers: { echo: "/echo", slow: "慢的一方" },
  cameBack: "服务器已读",
  size: (bytes) => sizeIn("zh", bytes),
  allBack: (peak, emptyAfterMs) =>
    `最高到 ${peak}，${emptyAfterMs === undefined ? "" : `${emptyAfterMs} 毫秒后归零，`}所有消息都读完了。`,
  burstClosed: ({ peak, code, reason, returnedCount, left }) =>
    `最高到 ${peak}。读完 ${returnedCount} 条之后，连接以 ${code}${reason === "" ? "" : `“${reason}”`}结束${left === 0 ? "" : `；还留在 bufferedAmount 里的 ${left} 条全都丢了`}。`,
  notOpen: "没能连上。服务器不允许访客登录时，/echo 不开放。",
  slowReader:
    "慢的一方每读一次就歇一秒，这个数字就迟迟降不下来：网页不看它只管发，最后撑满的是自己的内存。/echo 收到就读、原样送回，但每秒超过 200 条就会断开。",
  note: "“readyState 为 3 表示连接打不开”只说对了四分之一。3 表示已关闭，善始善终的也是 3，要分辨只能看 close 事件的 code 和 wasClean。",
};

/** What the tab of a socket's life says. */
export const lifeWords = tabWords({ en, zh });
