import { byteCount as bytes } from "../byte-count.ts";
import { tabWords } from "../tab-words.ts";

const en = {
  lead: "A WebSocket begins as an HTTP request that asks to become something else. A page cannot see the handshake of its own WebSocket, so the server says what arrived: compare it with what a browser sends, and you see what a proxy changed.",
  again: "Shake hands again",
  carriedBy: {
    websocket: "A WebSocket got through.",
    "http-only": "This browser has no WebSocket; these are the headers of a plain request.",
    http: "No WebSocket got through; these are the headers of a plain request. If Upgrade and Connection are taken off on the way, tell the proxy to pass them on.",
  },
  failed: "The server cannot be reached.",
  received: "What the server received",
  withheld: (count: number) => `${bytes.en(count)}, withheld`,
  cut: (count: number) => ` … cut; ${bytes.en(count)} in all`,
  omitted: (count: number) => `${count} more are not shown.`,
  order:
    "Sorted by name, in lower case, values of one name joined by commas: how they were written, and in what order, cannot be seen here.",
  accept: "How the server answers the key",
  acceptLead: "The answer proves one thing only: its sender has read the key and knows WebSocket. Change the key and watch.",
  guid: "The GUID that every server in the world puts behind it",
  concatenated: "Key and GUID together",
  digest: "SHA-1 of that, 20 bytes",
  base64: "In base64: Sec-WebSocket-Accept",
  note: "A browser opens a WebSocket from any page to any server: the same-origin policy does not apply. The server itself has to look at Origin, and Shoal refuses pages that the operator has not allowed.",
};

const zh: typeof en = {
  lead: "WebSocket 从一个要求“升级”的 HTTP 请求开始。网页看不到自己的 WebSocket 握手，所以由服务器列出它收到的内容。和浏览器发出的一对比，就知道代理改了什么。",
  again: "重新握手",
  carriedBy: {
    websocket: "WebSocket 连通了。",
    "http-only": "这个浏览器不支持 WebSocket，下面是普通请求的头部。",
    http: "WebSocket 连不通，下面是普通请求的头部。如果 Upgrade 和 Connection 在途中丢了，请让代理转发这两个头部。",
  },
  failed: "连不上服务器。",
  received: "服务器收到的内容",
  withheld: (count) => `${bytes.zh(count)}，不显示`,
  cut: (count) => ` …已截断，共 ${bytes.zh(count)}`,
  omitted: (count) => `另有 ${count} 个未显示。`,
  order: "按名称排序，全部小写，同名的值用逗号相连，所以看不出原来的写法和顺序。",
  accept: "服务器怎样回应密钥",
  acceptLead: "这个回应只证明一件事：对方读到了密钥，并且懂 WebSocket。改一改密钥看看。",
  guid: "接在密钥后面的 GUID，全世界的服务器都用它",
  concatenated: "密钥与 GUID 拼在一起",
  digest: "拼接结果的 SHA-1，20 字节",
  base64: "Base64 编码：Sec-WebSocket-Accept",
  note: "浏览器允许任何网页向任何服务器发起 WebSocket 连接，不受同源策略限制。服务器必须自己检查 Origin，Shoal 会拒绝运维人员没有放行的来源。",
};

/** What the tab of the handshake says. */
export const handshakeWords = tabWords({ en, zh });
