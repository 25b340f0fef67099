import { pluralOf } from "../../i18n/plural.ts";
import { tabWords } from "../tab-words.ts";

const plural = pluralOf("en");
const pluralZh = pluralOf("zh");

const en = {
  lead: "A guest enters a private room with four devices, each on another transport, and they take turns to speak. Each of them gets every message. Then they are silent for a minute, which costs something, too. At the end the guest signs out.",
  noWebSocket: "This browser has no WebSocket: the other three race without it.",
  messages: "Messages",
  start: "Start the race",
  stop: "Stop",
  stages: {
    idle: "",
    connecting: "The devices connect…",
    talking: "They talk…",
    silent: "They are silent, for a minute…",
    over: "It is over, and the guest has signed out.",
    failed: "The race could not be run to its end. May guests sign in here, and is the server reached?",
  },
  plot: "Time from saying to hearing, each message a dot",
  costs: "Bytes up and down, with headers, since the start",
  parts: {
    connecting: (_count: number) => "To connect",
    talking: (count: number) => plural(count, { one: "For # message", other: "For # messages" }),
    silent: (seconds: number) => plural(seconds, { one: "For # second of silence", other: "For # seconds of silence" }),
  },
  estimated:
    "Payloads and bodies are counted. The headers of WebSocket frames are exact. Those of HTTP are estimated as HTTP/1.1 writes them: from what fetch shows, and from what the server says that this browser adds; HTTP/2 makes them smaller. A poll takes no less time than its request, so 100 a second is a wish. The latency includes the way up.",
};

const zh: typeof en = {
  lead: "一位访客用四台设备进入一个私密房间，每台用一种传输方式，轮流发消息，每条消息每台都会收到。然后安静一分钟，安静也有开销。最后访客退出登录。",
  noWebSocket: "这个浏览器不支持 WebSocket，由另外三种来跑。",
  messages: "消息数",
  start: "开始",
  stop: "停止",
  stages: {
    idle: "",
    connecting: "设备正在连接…",
    talking: "正在发消息…",
    silent: "安静一分钟…",
    over: "结束了，访客已退出登录。",
    failed: "没能跑完。请检查服务器是否允许访客登录、能不能连上。",
  },
  plot: "从发出到收到的时间，每条消息一个点",
  costs: "开始以来的上行和下行字节，含头部",
  parts: {
    connecting: () => "建立连接",
    talking: (count) => pluralZh(count, { other: "# 条消息" }),
    silent: (seconds) => pluralZh(seconds, { other: "安静 # 秒" }),
  },
  estimated:
    "载荷和正文是实测值，WebSocket 帧头是精确值。HTTP 头部按 HTTP/1.1 的格式估算，依据是 fetch 能看到的头部，以及服务器看到的、由浏览器加上的头部。换成 HTTP/2 会更小。一次轮询至少要花一个请求的时间，所以每秒 100 次不一定达得到。延迟包含上行的时间。",
};

/** What the tab of the race says. */
export const raceWords = tabWords({ en, zh });
