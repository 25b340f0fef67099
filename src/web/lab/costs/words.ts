import { tabWords } from "../tab-words.ts";

const figure = (language: string, digits: number) => (value: number) =>
  value.toLocaleString(language, { maximumFractionDigits: value < 10 ? digits : 0 });
const [some, someZh] = [figure("en", 2), figure("zh", 2)];
const percent = (language: string) => (share: number) =>
  share.toLocaleString(language, { style: "percent", maximumFractionDigits: share < 0.1 ? 1 : 0 });

const en = {
  lead: "A guest stays connected with four devices, each on another transport, and what each costs is counted in this browser and in the server. Change the pace while it runs: at 100 polls a second, as chats were once built, silence costs as much as talk.",
  noWebSocket: "This browser has no WebSocket: the costs of the other three are shown.",
  start: "Start counting",
  stop: "Stop",
  stages: {
    idle: "",
    connecting: "The devices connect…",
    running: "They are connected, and everything is counted.",
    over: "It has stopped, and the guest has signed out.",
    failed: "It could not begin. May guests sign in here, is the server reached, and is the lab open in no other tab?",
  },
  messages: "Messages per second",
  messageRates: { "0": "None", "1": "1", "10": "10" },
  measure: "The chart shows",
  measures: { bytes: "Bytes", requests: "Requests", open: "Held", cpu: "CPU" },
  charts: {
    bytes: "Bytes in a second, up and down, with headers",
    requests: "Requests in a second",
    open: "Connections in use, on average",
    cpu: "The server’s time in a second",
  },
  some,
  milliseconds: (ms: number) => `${some(ms)} ms`,
  percent: percent("en"),
  megabytes: (bytes: number) => `${Math.round(bytes / 1_000_000)} MB`,
  client: (seconds: number) => `In this browser, after ${seconds} s`,
  open: "Held",
  shareUp: "Browser’s share",
  server: (seconds: number) => `In the server, over ${seconds} s`,
  held: "Held now",
  frames: "Frames up / down",
  upWhole: "Up, with headers",
  downWhole: "Down, with headers",
  cpu: "CPU time",
  queued: "Bytes waiting",
  process: "The server’s process",
  processCpu: "CPU, of one core",
  processMemory: "Memory",
  processQueued: "Bytes waiting for clients",
  silent: "The server has said nothing of its costs yet. An older one never does.",
  counted:
    "Counted are, in this browser, bodies and payloads exactly and headers as the race estimates them, and in the server, the requests, frames and bytes of all its clients by transport (other people’s, too) with the main thread’s time in their handlers; not counted are TCP, TLS and proxies, signing in, the lab’s own feed, the work of the storage (it is in the process’s CPU), and what the browser itself spends, which a page cannot see.",
  note: "A held answer holds one of the six connections that a browser usually opens to a server with HTTP/1.1: a few tabs with long-polls, and the next request waits. A WebSocket is not one of the six, and with HTTP/2 all requests share one connection.",
};

const zh: typeof en = {
  lead: "一位访客的四台设备一直连着，每台用一种传输方式，浏览器和服务器两边同时记账。运行中可以随时调节快慢：像早年的聊天室那样每秒轮询 100 次，没人说话也一样费。",
  noWebSocket: "这个浏览器不支持 WebSocket，只显示另外三种的开销。",
  start: "开始统计",
  stop: "停止",
  stages: {
    idle: "",
    connecting: "设备正在连接…",
    running: "已连接，正在统计。",
    over: "已停止，访客已退出登录。",
    failed: "没能开始。请检查服务器是否允许访客登录、能不能连上，以及别的标签页里是否也开着实验室。",
  },
  messages: "每秒消息数",
  messageRates: { "0": "不发", "1": "1", "10": "10" },
  measure: "图表显示",
  measures: { bytes: "字节", requests: "请求", open: "连接", cpu: "CPU" },
  charts: {
    bytes: "每秒上行和下行字节，含头部",
    requests: "每秒请求数",
    open: "平均占用的连接数",
    cpu: "服务器每秒花的时间",
  },
  some: someZh,
  milliseconds: (ms) => `${someZh(ms)} 毫秒`,
  percent: percent("zh"),
  megabytes: (bytes) => `${Math.round(bytes / 1_000_000)} MB`,
  client: (seconds) => `浏览器这边，${seconds} 秒`,
  open: "占用连接",
  shareUp: "浏览器发出占比",
  server: (seconds) => `服务器那边，${seconds} 秒`,
  held: "当前挂起",
  frames: "上行/下行帧",
  upWhole: "上行（含头部）",
  downWhole: "下行（含头部）",
  cpu: "CPU 时间",
  queued: "待发字节",
  process: "服务器进程",
  processCpu: "CPU（占单核）",
  processMemory: "内存",
  processQueued: "等客户端接收的字节",
  silent: "服务器还没有报告开销，旧版服务器没有这项功能。",
  counted:
    "计入的有：浏览器这边，正文和载荷是实测值，头部和赛跑一样是估算值；服务器那边，按传输方式统计所有客户端（包括别人的）的请求、帧、字节，以及主线程处理它们的时间。不计入的有：TCP、TLS、代理、登录、实验室自己的事件流、存储的工作（已含在进程的 CPU 里），还有浏览器自身的消耗，网页看不到。",
  note: "用 HTTP/1.1 时，浏览器对一台服务器通常最多开六条连接，每个挂起的请求占一条：多开几个长轮询的标签页，后面的请求就得排队。WebSocket 不占这六条的名额，而 HTTP/2 的请求共用一条连接。",
};

/** What the tab of the costs says. */
export const costsWords = tabWords({ en, zh });
