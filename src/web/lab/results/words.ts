import { tabWords } from "../tab-words.ts";
import type { PeerFigures } from "./peer-figures.ts";
import type { LossRow, Summary, TimesCpu } from "./result-rows.ts";

type Losses = LossRow["losses"];

const decimal = (language: string) => (value: number) => value.toLocaleString(language, { maximumSignificantDigits: 2 });
const en2 = decimal("en");
const zh2 = decimal("zh");

function range(format: (value: number) => string, { least, most }: TimesCpu): string {
  return least === most ? format(least) : `${format(least)}–${format(most)}`;
}

const en = {
  lead: "The chat servers that tutorials build, beside Shoal, doing the same work on the same machine: a group server of gevent-websocket, and a room of Tornado.",
  notYet: "They have not been measured here yet. npm run bench -- articles --write does it.",
  summary: ({ quietest, busiest, keptPercent, keptByShoalPercent }: Summary) =>
    `A delivery costs these servers ${range(en2, quietest)} times the CPU time that it costs Shoal, and ${range(en2, busiest)} times with ${busiest.inFlight} messages on their way, because Shoal delivers together what arrives together. When the process is killed, ${en2(keptPercent)} % of what was said can be read again; with Shoal it is ${en2(keptByShoalPercent)} %.`,
  server: "Server",
  servers: {
    gevent: "gevent, a list",
    geventTidy: "gevent, a tidy list",
    tornado: "Tornado, a set",
    shoalPlain: "Shoal, plain sockets",
    shoal: "Shoal",
  },
  costs: (members: number) => `What they cost, in a room of ${members.toLocaleString("en")} members`,
  cpu: (inFlight: number) => `CPU for a delivery, ${inFlight} on ${inFlight === 1 ? "its" : "their"} way`,
  memory: (sockets: number) => `Memory for each of ${sockets.toLocaleString("en")} idle sockets`,
  micros: (value: number) => `${en2(value)} µs`,
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
  circumstances: ({ measuredOn, rounds, machine, loadAverage }: PeerFigures) =>
    `Measured on ${measuredOn} in ${rounds.talk} rounds, on ${machine.cores} cores (${machine.processor}, ${machine.system}). With × it is relative to Shoal in the same round; all are medians. The machine had other work to do (a load of ${en2(loadAverage.before)} before and ${en2(loadAverage.after)} after): what is relative is sounder than what is absolute.`,
  programs: ({ versions: { python, gevent, geventWebSocket, tornado, bun } }: PeerFigures) =>
    `The tidy list takes a socket out when its receive ends, which the tutorials’ program does not. Python ${python}, gevent ${gevent}, gevent-websocket ${geventWebSocket}, Tornado ${tornado}; Bun ${bun}.`,
};

const zh: typeof en = {
  lead: "教程里写的聊天服务器和 Shoal，在同一台机器上做同样的事：一个是 gevent-websocket 的群聊，一个是 Tornado 的聊天室。",
  notYet: "这里还没有测过。运行 npm run bench -- articles --write 就会测。",
  summary: ({ quietest, busiest, keptPercent, keptByShoalPercent }) =>
    `每送达一条消息，这些服务器耗费的 CPU 时间是 Shoal 的 ${range(zh2, quietest)} 倍；同时有 ${busiest.inFlight} 条在途时是 ${range(zh2, busiest)} 倍，因为 Shoal 把同时到的一起送出。进程被强行杀掉后，说过的话能找回 ${zh2(keptPercent)}%，用 Shoal 能找回 ${zh2(keptByShoalPercent)}%。`,
  server: "服务器",
  servers: {
    gevent: "gevent，列表",
    geventTidy: "gevent，会清理的列表",
    tornado: "Tornado，集合",
    shoalPlain: "Shoal，纯套接字",
    shoal: "Shoal",
  },
  costs: (members) => `花费（${members.toLocaleString("zh")} 人的房间）`,
  cpu: (inFlight) => `每次送达的 CPU 时间，${inFlight} 条在途`,
  memory: (sockets) => `${sockets.toLocaleString("zh")} 个空闲连接，每个占内存`,
  micros: (value) => `${zh2(value)} 微秒`,
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
  circumstances: ({ measuredOn, rounds, machine, loadAverage }) =>
    `测于 ${measuredOn}，共 ${rounds.talk} 轮，${machine.cores} 核（${machine.processor}，${machine.system}）。带 × 的是与同一轮 Shoal 的比值，都取中位数。测的时候机器还在忙别的（负载测前 ${zh2(loadAverage.before)}，测后 ${zh2(loadAverage.after)}），所以比值比绝对值更可信。`,
  programs: ({ versions: { python, gevent, geventWebSocket, tornado, bun } }) =>
    `“会清理的列表”在 receive 结束时把套接字移出列表，教程里的程序不这么做。Python ${python}、gevent ${gevent}、gevent-websocket ${geventWebSocket}、Tornado ${tornado}；Bun ${bun}。`,
};

/** What the page of results says. */
export const resultsWords = tabWords({ en, zh });
