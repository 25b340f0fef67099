import { closeCodeName } from "../../../wire/close-codes.ts";
import { byteCount as bytes } from "../byte-count.ts";
import { tabWords } from "../tab-words.ts";

/** By code, as `closeCodeName` has them in English. */
const closeNamesZh: Readonly<Record<number, string>> = {
  1000: "正常关闭",
  1001: "离开",
  1002: "协议错误",
  1003: "数据类型不支持",
  1007: "数据内容无效",
  1008: "违反规定",
  1009: "消息太大",
  1010: "缺少必要的扩展",
  1011: "内部错误",
  1012: "服务重启",
  1013: "稍后再试",
  1014: "网关错误",
};

const en = {
  lead: "A message need not be one frame. It may come in fragments, and between them ping, pong and close may pass.",
  message: "A message in fragments",
  messageLead:
    "The first fragment has the opcode, the others have opcode 0; FIN is 0 until the last. The cuts are between bytes: one of them may go through a character.",
  text: "Text",
  count: (count: number): string => (count === 1 ? "1 frame" : `${count} frames`),
  pingBetween: "A ping in between",
  sender: "Who sends it",
  senders: { client: "Client", server: "Server" },
  frames: "The frames",
  opcodes: { continuation: "Continuation", text: "Text", binary: "Binary", close: "Close", ping: "Ping", pong: "Pong" },
  control: "a control frame: it belongs to no message, and is answered at once",
  ends: (isFinal: boolean): string => (isFinal ? "FIN: the message ends here" : "more follows"),
  together: "The reader puts together:",
  quoted: (text: string) => `“${text}”`,
  liveHint: "A page cannot cut its messages: its browser decides. “shoal inspect” can: /fragments 3 hello sends them to /echo.",
  controls: "Ping, pong and close",
  controlsLead:
    "A control frame has at most 125 bytes of payload, so that its length always fits in seven bits, and is never cut.",
  kind: "Kind",
  controlNames: { ping: "Ping", pong: "Pong", close: "Close" },
  code: "Close code",
  reason: "Reason",
  payload: "Payload",
  tooLong: (count: number, most: number) => `${bytes.en(count)} are too many: a control frame has at most ${most}.`,
  codeName: (code: number) => `(${closeCodeName(code)})`,
  noCode: "Without a code the close frame is empty, and the other side reads 1005, which is never on the wire.",
  controlHints: {
    ping: "The receiver of a ping answers with a pong that has the same payload. Browsers answer by themselves: a page can neither send a ping nor see one.",
    pong: "A pong repeats the payload of its ping. One that nobody asked for is allowed, too.",
    close:
      "The code is the first two bytes, the most significant first; the reason is UTF-8. The other side answers with a close frame, and then the server ends the connection.",
  },
  noWebSocket: "This browser has no WebSocket, so there is nothing to close here.",
  closeLive: "Close a live socket with it",
  thrown: (error: string) => `The browser refuses: ${error}`,
  closed: (code: number, reason: string, wasClean: boolean) =>
    `The close event says ${code}${reason === "" ? "" : ` “${reason}”`}, ${wasClean ? "clean" : "not clean"}.`,
  unreachable: "No socket was opened. Where guests may not sign in, /echo is closed.",
  note: "Fragments are for a sender who does not know the length in advance. They are no messages of their own: a proxy may cut or join them, and no program should read a meaning into the cuts.",
};

const zh: typeof en = {
  lead: "一条消息不一定只有一帧，可以分成好几片，中间还允许夹着 ping、pong 和关闭帧。",
  message: "分片的消息",
  messageLead: "第一片带操作码，后面各片的操作码都是 0；FIN 一直是 0，最后一片才是 1。分片按字节切，可能把一个字切成两半。",
  text: "文本",
  count: (count) => `分成 ${count} 帧`,
  pingBetween: "中间夹一个 ping",
  sender: "谁发的",
  senders: { client: "客户端", server: "服务器" },
  frames: "各帧",
  opcodes: { continuation: "延续", text: "文本", binary: "二进制", close: "关闭", ping: "Ping", pong: "Pong" },
  control: "控制帧，不属于任何消息，收到立即应答",
  ends: (isFinal) => (isFinal ? "FIN：消息到此结束" : "未完"),
  together: "收到的一方拼成：",
  quoted: (text) => `“${text}”`,
  liveHint: "网页不能自己分片，由浏览器决定。shoal inspect 可以：输入 /fragments 3 hello，就分三片发给 /echo。",
  controls: "Ping、pong 和关闭",
  controlsLead: "控制帧的载荷最多 125 字节，长度用七位就能写下，而且不允许分片。",
  kind: "种类",
  controlNames: { ping: "Ping", pong: "Pong", close: "关闭" },
  code: "关闭码",
  reason: "原因",
  payload: "载荷",
  tooLong: (count, most) => `${bytes.zh(count)}太长了，控制帧最多 ${most} 字节。`,
  codeName: (code) => `（${closeNamesZh[code] ?? (code < 4000 ? "由库或框架登记" : "由应用自定")}）`,
  noCode: "不填关闭码，关闭帧就是空的，对方读到 1005，而 1005 从不出现在线路上。",
  controlHints: {
    ping: "收到 ping 就要回 pong，载荷照抄。浏览器会自动应答，网页既不能发 ping，也看不到 ping。",
    pong: "pong 照抄 ping 的载荷。没人问就主动发 pong，也是允许的。",
    close: "前两个字节是关闭码，高位在前；后面是 UTF-8 的原因。对方回一个关闭帧，然后由服务器断开连接。",
  },
  noWebSocket: "这个浏览器不支持 WebSocket，没有连接可关。",
  closeLive: "拿它关闭一个真实连接",
  thrown: (error) => `浏览器拒绝：${error}`,
  closed: (code, reason, wasClean) =>
    `close 事件：${code}${reason === "" ? "" : `“${reason}”`}，${wasClean ? "正常关闭" : "异常关闭"}。`,
  unreachable: "没能连上。服务器不允许访客登录时，/echo 不开放。",
  note: "分片是给事先不知道总长度的发送方用的。每一片不是单独的消息，代理可以重新切分或合并，程序不该从怎么切里读出含义。",
};

/** What the tab of fragments and control frames says. */
export const fragmentsWords = tabWords({ en, zh });
