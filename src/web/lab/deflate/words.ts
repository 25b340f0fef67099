import { byteCount as bytes } from "../byte-count.ts";
import { tabWords } from "../tab-words.ts";
import type { Verdict } from "./verdict.ts";

const verdicts: Record<Verdict, string> = {
  taken: "Offered and taken: messages may be compressed.",
  refused: "Offered, and refused by saying nothing: every message travels as it is.",
  "not-offered": "This browser offers no compression.",
  "no-websocket": "No WebSocket got through, so there was nothing to offer.",
};

const verdictsZh: typeof verdicts = {
  taken: "浏览器提出，服务器接受：消息可以压缩。",
  refused: "浏览器提出，服务器没有应答，就是拒绝：每条消息都原样传输。",
  "not-offered": "这个浏览器没有提出压缩。",
  "no-websocket": "WebSocket 连不通，谈不上协商。",
};

const en = {
  lead: "Extensions are agreed on in the handshake. There is one in use, permessage-deflate: the browser offers it, and the server takes it or says nothing.",
  offer: "Offered, refused or taken",
  offerLead: "From a WebSocket that was opened just now: what the server read, and what the page's own socket says.",
  again: "Ask again",
  failed: "The server cannot be reached.",
  verdict: (verdict: Verdict): string => verdicts[verdict],
  offered: "offered by this browser",
  chosen: "taken by this server",
  none: "nothing",
  why: "Shoal takes none. A message of a room is made into a frame once, and the same bytes go to all; with compression each client would need a frame of its own, and the memory of a window for as long as it is connected.",
  noCompression: "This browser cannot compress (CompressionStream), so there are no bytes to show.",
  bytes: "The bytes, compressed",
  bytesLead: "Compressed by this browser (deflate-raw), as permessage-deflate may send it.",
  text: "Text",
  samples: [
    { name: "“Hello”", text: "Hello" },
    { name: "The same again and again", text: "shoal ".repeat(40) },
    { name: "JSON", text: JSON.stringify([1, 2, 3].map((seq) => ({ type: "message", seq, text: "hello" }))) },
  ],
  plain: "as it is",
  compressed: "compressed",
  count: bytes.en,
  more: (count: number) => `${bytes.en(count)} more`,
  rsv: (first: string) =>
    `The first byte is ${first}: RSV1 is set, which says “compressed”. Without the extension it is a violation: paste these bytes into the tab Bytes.`,
  twice: "The same text a second time",
  takeover:
    "With context takeover both sides keep what was sent before (up to 32 KiB), and a message can point back into it; without it each message begins from nothing.",
  apart: "each by itself",
  withContext: "with one context",
  note: "Compression is not for free: besides time and memory, the length of what is secret beside what an attacker chose can give the secret away (CRIME, BREACH). Short messages often grow, as “Hello” does.",
};

const zh: typeof en = {
  lead: "扩展在握手时商定。实际在用的只有 permessage-deflate：浏览器提出，服务器接受，或者不作声。",
  offer: "提出、拒绝还是接受",
  offerLead: "数据来自刚刚建立的一个 WebSocket：服务器读到了什么，网页自己的 socket 又怎么说。",
  again: "再问一次",
  failed: "连不上服务器。",
  verdict: (verdict) => verdictsZh[verdict],
  offered: "浏览器提出",
  chosen: "服务器接受",
  none: "无",
  why: "Shoal 一概不用。聊天室里的一条消息只做成一帧，同样的字节发给所有人；如果压缩，就得给每个客户端单独做一帧，连接期间还一直占着窗口内存。",
  noCompression: "这个浏览器不能压缩（没有 CompressionStream），这里没有字节可看。",
  bytes: "压缩后的字节",
  bytesLead: "由这个浏览器压缩（deflate-raw），permessage-deflate 可以这样发送。",
  text: "文本",
  samples: [
    { name: "Hello", text: "Hello" },
    { name: "反复重复", text: "鱼群 ".repeat(40) },
    { name: "JSON", text: JSON.stringify([1, 2, 3].map((seq) => ({ type: "message", seq, text: "你好" }))) },
  ],
  plain: "原文",
  compressed: "压缩后",
  count: bytes.zh,
  more: (count) => `还有 ${bytes.zh(count)}`,
  rsv: (first) =>
    `第一个字节是 ${first}：RSV1 为 1，意思是“已压缩”。没商定扩展就这样发，是违规：把这些字节粘贴到“字节”一页看看。`,
  twice: "同样的文本再发一次",
  takeover:
    "保留上下文（context takeover）时，双方都记着之前发过的内容（最多 32 KiB），新消息可以直接引用；不保留，每条消息都从零开始。",
  apart: "各压各的",
  withContext: "共用上下文",
  note: "压缩有代价：费时间、占内存。机密内容和攻击者选定的内容压在一起，长度的变化还会泄露机密（CRIME、BREACH）。短消息往往越压越长，Hello 就是。",
};

/** What the tab of compression says. */
export const deflateWords = tabWords({ en, zh });
