import { tabWords } from "../tab-words.ts";

const kilobytes = (language: string) => (bytes: number) =>
  `${(bytes / 1_000).toLocaleString(language, { maximumFractionDigits: bytes < 1_000_000 ? 1 : 0 })} kB`;

const en = {
  transport: "Transport",
  transports: { websocket: "WebSocket", stream: "Stream", "long-poll": "Long-poll", poll: "Poll" },
  blocked: "did not get through",
  pollRate: "Polls per second",
  pollRates: { server: "Server’s", "2": "2", "10": "10", "100": "100" },
  requests: "Requests",
  up: "Bytes up",
  upWhole: "with headers",
  down: "Bytes down",
  downWhole: "with headers",
  kilobytes: kilobytes("en"),
};

const zh: typeof en = {
  transport: "传输方式",
  transports: { websocket: "WebSocket", stream: "流式传输", "long-poll": "长轮询", poll: "轮询" },
  blocked: "连不通",
  pollRate: "每秒轮询次数",
  pollRates: { server: "由服务器定", "2": "2", "10": "10", "100": "100" },
  requests: "请求数",
  up: "上行字节",
  upWhole: "含头部",
  down: "下行字节",
  downWhole: "含头部",
  kilobytes: kilobytes("zh"),
};

/** What every tab says that has the four transports side by side. */
export const laneWords = tabWords({ en, zh });
