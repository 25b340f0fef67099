import { byteCount as bytes } from "../byte-count.ts";
import { tabWords } from "../tab-words.ts";

const en = {
  lead: "After the handshake everything travels in frames: two bytes at least, then perhaps a longer length and a masking key, then the payload.",
  text: "Text",
  bytes: bytes.en,
  newKey: "New masking key",
  masked: "From the client: masked",
  maskedHint: "A browser masks every frame with four random bytes, so that no page can choose what bytes pass through a proxy.",
  unmasked: "From the server: not masked",
  unmaskedHint: "A server never masks.",
  note: "The mask is no encryption: the key stands in the frame itself. Only wss:// keeps what is said from those in between.",
  size: (whole: number, header: number) => `${bytes.en(whole)}, ${header} of them header.`,
  fields: {
    flags: "FIN, RSV, opcode",
    length: "MASK and length",
    "extended length": "Extended length",
    "masking key": "Masking key",
    payload: "Payload",
  },
  places: (first: number, last: number) => (first === last ? `byte ${first}` : `bytes ${first}–${last}`),
  hidden: (count: number) => ` … and ${bytes.en(count)} more`,
};

const zh: typeof en = {
  lead: "握手之后，所有数据都用帧传输。每帧至少两个字节，后面可能有扩展长度和掩码密钥，最后是载荷。",
  text: "文本",
  bytes: bytes.zh,
  newKey: "换掩码密钥",
  masked: "客户端发出：有掩码",
  maskedHint: "浏览器用四个随机字节给每一帧加掩码，这样网页就没法控制经过代理的字节。",
  unmasked: "服务器发出：无掩码",
  unmaskedHint: "服务器从不加掩码。",
  note: "掩码不是加密，密钥就写在帧里。要防止中间的人偷看，只能用 wss://。",
  size: (whole, header) => `共 ${bytes.zh(whole)}，其中头部 ${header} 字节。`,
  fields: {
    flags: "FIN、RSV、操作码",
    length: "MASK 与长度",
    "extended length": "扩展长度",
    "masking key": "掩码密钥",
    payload: "载荷",
  },
  places: (first, last) => (first === last ? `第 ${first} 字节` : `第 ${first}–${last} 字节`),
  hidden: (count) => ` …还有 ${bytes.zh(count)}`,
};

/** What the tab of frames says. */
export const frameWords = tabWords({ en, zh });
