import { tabWords } from "../tab-words.ts";
import type { LossRow } from "./result-rows.ts";

type Losses = LossRow["losses"];

const decimal = (language: string) => (value: number) => value.toLocaleString(language, { maximumSignificantDigits: 2 });
const en2 = decimal("en");
const zh2 = decimal("zh");

const en = {
  lead: "The chat servers that tutorials build, beside Shoal, doing the same work on the same machine: a group server of gevent-websocket, and a room of Tornado.",
  notYet: "They have not been measured here yet. npm run bench -- articles --write does it.",
  summary: (least: number, most: number, kept: number, keptByShoal: number) =>
    `With many messages on their way, a delivery costs these servers ${least === most ? en2(least) : `${en2(least)} to ${en2(most)}`} times the CPU time that it costs Shoal; and when the process is killed, they give back ${en2(kept)} % of what was said, where Shoal gives back ${en2(keptByShoal)} %.`,
  server: "Server",
  servers: {
    gevent: "gevent, a list",
    geventTidy: "gevent, a tidy list",
    tornado: "Tornado, a set",
    shoalPlain: "Shoal, plain sockets",
    shoal: "Shoal",
  },
  costs: (members: number, inFlight: number) =>
    `What they cost: ${members.toLocaleString("en")} members, ${inFlight} of them always with a message on its way`,
  cpu: "CPU for a delivery",
  deliveries: "Deliveries in a second",
  memory: (sockets: number) => `Memory for each of ${sockets.toLocaleString("en")} idle sockets`,
  micros: (value: number) => `${en2(value)} µs`,
  count: (value: number) => en2(value),
  kibibytes: (bytes: number) => `${en2(bytes / 1024)} KiB`,
  times: (value: number) => `× ${en2(value)}`,
  none: "not measured",
  losses: "What their users lose",
  killed: "Readable after the process was killed",
  away: (seconds: number) => `Of what was said while away for ${seconds} s`,
  dead: "Members who missed a message after a connection died",
  stalled: "A member reads nothing",
  name: "A false name is believed",
  of: (part: number, whole: number) => `${part} of ${whole}`,
  deadOf: ({ missedFirst, missedSecond, others }: Losses["deadSocket"]) => `${missedFirst}, then ${missedSecond}, of ${others}`,
  stops: (mebibytes: number) => `the room stops after ${en2(mebibytes)} MiB`,
  goesOn: "the room goes on",
  yes: "yes",
  no: "no",
  measured: (date: string, cores: number, processor: string, system: string) =>
    `Measured on ${date}, on ${cores} cores (${processor}), ${system}. Times with × are relative to Shoal in the same round, the median of all rounds.`,
  busy: (before: number, after: number) =>
    `The machine had other work to do (a load of ${en2(before)} before and ${en2(after)} after): what is relative is sounder than what is absolute.`,
  versions: (python: string, gevent: string, geventWebSocket: string, tornado: string, bun: string) =>
    `Python ${python}, gevent ${gevent}, gevent-websocket ${geventWebSocket}, Tornado ${tornado}; Bun ${bun}.`,
  tidy: "The tidy list takes a socket out when its receive ends, which the tutorials’ program does not.",
};

const zh: typeof en = {
  lead: "教程里写的聊天服务器和 Shoal，在同一台机器上做同样的事：一个是 gevent-websocket 的群聊，一个是 Tornado 的聊天室。",
  notYet: "这里还没有测过。运行 npm run bench -- articles --write 就会测。",
  summary: (least, most, kept, keptByShoal) =>
    `消息很多时，每送达一条，这些服务器耗费的 CPU 时间是 Shoal 的 ${least === most ? zh2(least) : `${zh2(least)} 到 ${zh2(most)}`} 倍；进程被强行杀掉后，说过的话它们能找回 ${zh2(kept)}%，Shoal 能找回 ${zh2(keptByShoal)}%。`,
  server: "服务器",
  servers: {
    gevent: "gevent，列表",
    geventTidy: "gevent，会清理的列表",
    tornado: "Tornado，集合",
    shoalPlain: "Shoal，纯套接字",
    shoal: "Shoal",
  },
  costs: (members, inFlight) => `花费：${members.toLocaleString("zh")} 名成员，其中 ${inFlight} 人总有一条消息在途`,
  cpu: "每次送达的 CPU 时间",
  deliveries: "每秒送达",
  memory: (sockets) => `${sockets.toLocaleString("zh")} 个空闲连接，每个占内存`,
  micros: (value) => `${zh2(value)} 微秒`,
  count: (value) => zh2(value),
  kibibytes: (bytes) => `${zh2(bytes / 1024)} KiB`,
  times: (value) => `× ${zh2(value)}`,
  none: "未测",
  losses: "用户会失去什么",
  killed: "进程被杀后还能读到",
  away: (seconds) => `离开 ${seconds} 秒期间的消息，回来收到`,
  dead: "有连接断掉后，漏收消息的成员",
  stalled: "有个成员不读消息",
  name: "相信假名字",
  of: (part, whole) => `${whole} 条中的 ${part} 条`,
  deadOf: ({ missedFirst, missedSecond, others }) => `${others} 人中先 ${missedFirst} 人，后 ${missedSecond} 人`,
  stops: (mebibytes) => `${zh2(mebibytes)} MiB 后全室停住`,
  goesOn: "其他人照常",
  yes: "是",
  no: "否",
  measured: (date, cores, processor, system) =>
    `测于 ${date}，${cores} 核（${processor}），${system}。带 × 的是与同一轮 Shoal 的比值，取各轮的中位数。`,
  busy: (before, after) => `测的时候机器还在忙别的（负载测前 ${zh2(before)}，测后 ${zh2(after)}），所以比值比绝对值更可信。`,
  versions: (python, gevent, geventWebSocket, tornado, bun) =>
    `Python ${python}、gevent ${gevent}、gevent-websocket ${geventWebSocket}、Tornado ${tornado}；Bun ${bun}。`,
  tidy: "“会清理的列表”在 receive 结束时把套接字移出列表，教程里的程序不这么做。",
};

/** What the page of results says. */
export const resultsWords = tabWords({ en, zh });
