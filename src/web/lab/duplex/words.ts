import { pluralOf } from "../../i18n/plural.ts";
import { tabWords } from "../tab-words.ts";

const [plural, pluralZh] = [pluralOf("en"), pluralOf("zh")];
const milliseconds = (language: string) => (ms: number) =>
  ms.toLocaleString(language, { maximumFractionDigits: ms < 10 ? 1 : 0 });
const [ms, msZh] = [milliseconds("en"), milliseconds("zh")];

const en = {
  lead: "Fifty short messages go to the server, and fifty come back: over one WebSocket, whose page sends on without waiting while the answers come in between, and as requests, each of which is over when its answer has come.",
  noWebSocket: "This browser has no WebSocket: only the requests can be shown.",
  run: "Send 50 each way",
  stages: {
    idle: "",
    running: "They are on their way…",
    over: "All have come back.",
    partly: "All that got through have come back.",
    failed: "None has come back. Is the server reached?",
  },
  ways: {
    socket: "WebSocket",
    "in-turn": "Requests, one after the other",
    "at-once": "Requests, all at once",
  },
  summary: (count: number, time: string) =>
    `${plural(count, { one: "One in flight at a time", other: "Up to # in flight at once" })}, and all there and back in ${time}.`,
  noResult: "It did not get through. Plain sockets are closed where guests may not sign in.",
  page: "this page",
  server: "server",
  there: "there",
  back: "and back",
  table: "The same in numbers",
  way: "Way",
  inFlight: "In flight, at most",
  whole: "50 there and back",
  median: "One of them (median)",
  protocol: "Over",
  milliseconds: (value: number) => `${ms(value)} ms`,
  estimated:
    "Each picture has a time scale of its own. A page sees when a message goes and when it is back; the turn at the server is drawn halfway. Requests that are made all at once wait for a free connection: they are drawn from when they really went, which the browser tells.",
  note: "With HTTP/1.1 a browser has one request in flight on a connection, and opens about six to a server; pipelining is in the standard, but browsers do not use it. HTTP/2 puts many requests on one connection, and still every answer needs its request: the server cannot begin.",
};

const zh: typeof en = {
  lead: "发五十条短消息给服务器，再收回五十条：走 WebSocket，网页不等回音接着发，回音在发送途中陆续到达；走普通请求，每个请求都要等响应回来才算完。",
  noWebSocket: "这个浏览器不支持 WebSocket，只能演示普通请求。",
  run: "收发各 50 条",
  stages: {
    idle: "",
    running: "正在收发…",
    over: "全部收回。",
    partly: "走得通的都收回了。",
    failed: "一条也没收回。请检查能不能连上服务器。",
  },
  ways: {
    socket: "WebSocket",
    "in-turn": "普通请求，一个接一个",
    "at-once": "普通请求，同时发出",
  },
  summary: (count, time) => `${pluralZh(count, { other: "同时最多有 # 条在路上" })}，全部来回用了 ${time}。`,
  noResult: "没能走通。服务器不允许访客登录时，普通套接字也不开放。",
  page: "网页",
  server: "服务器",
  there: "去",
  back: "回",
  table: "换成数字看",
  way: "方式",
  inFlight: "同时在路上",
  whole: "50 条来回",
  median: "单条来回（中位数）",
  protocol: "协议",
  milliseconds: (value) => `${msZh(value)} 毫秒`,
  estimated:
    "每张图各有自己的时间刻度。网页只知道消息何时发出、何时回来，在服务器折返的时刻画在正中间。同时发出的请求要排队等空闲连接，图上从它真正发出的时刻画起，这是浏览器提供的数据。",
  note: "用 HTTP/1.1 时，浏览器在一条连接上同时只放一个请求，对一台服务器大约开六条连接；标准里有管线化（pipelining），但浏览器不用。HTTP/2 能在一条连接上同时放许多请求，可每个响应仍要先有请求：服务器不能先开口。",
};

/** What the tab of both directions says. */
export const duplexWords = tabWords({ en, zh });
