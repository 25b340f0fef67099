import { byteCount as bytes } from "../byte-count.ts";
import { tabWords } from "../tab-words.ts";

const en = {
  lead: "What came before WebSocket, and the handshakes that were tried first. All of it still works here, or can be computed.",
  frame: "The iframe that does not end",
  frameLead:
    "“Comet”, about 2000 to 2010: the page loads a document that the server never finishes. Every event is one more piece of it: then a script that called the page around it, here an element that the document’s one script hands on, so that no event is ever code.",
  open: "Open the frame",
  close: "Close the frame",
  push: "Let the server speak",
  pushText: "A fish leaps",
  pushFailed: "The server did not say it: too often, or it cannot be reached.",
  frameTitle: "The document, as the browser shows it",
  eventCount: "Events",
  size: "The document by now",
  bytes: bytes.en,
  state: "readyState",
  loading:
    "The document is still loading, and no load event comes. This is why browsers showed a throbber and an hourglass for a pointer as long as such a page was open.",
  complete: "The document has ended. The server ends it after 4 minutes; a page of those days then loaded the next one.",
  refused: "No document came. Where guests may not sign in, it is for users; or the server cannot be reached.",
  log: "Events, by postMessage",
  nothingYet: "Nothing has come yet.",
  replaced:
    'Why it was replaced: the document only grows, until it is loaded anew; nothing tells of an error; only the server speaks. Internet Explorer hid the throbber in an invisible document, new ActiveXObject("htmlfile"), hence the other name.',
  frameNote:
    "This is no polling: it is one answer that does not end, and a chat over it still sends each message in a request of its own. EventSource does the same today, with errors, without a document that grows.",
  drafts: "The drafts",
  draftList: [
    {
      name: "hixie-75, February 2010",
      browsers: "Chrome 4, Safari 5.0",
      what: "A fixed greeting with WebSocket-Origin and WebSocket-Location, and no key. A text stands between the bytes 00 and FF.",
    },
    {
      name: "hixie-76 and hybi-00, May 2010",
      browsers: "Chrome 6, Safari 5.0.1; in Firefox 4 and Opera 11 switched off",
      what: "Two keys, 8 bytes behind the head, and an answer by MD5, to be tried below. The headers begin with Sec-, which no script may set. In Sec-WebSocket-Location the server repeats its own address, and a browser hung up if it was another.",
    },
    {
      name: "hybi-04 to hybi-17, 2011",
      browsers: "Firefox 6 to 10, Chrome 14 and 15",
      what: "Sec-WebSocket-Key and -Accept, frames of bits, and masks: late in 2010 it was shown that unmasked bytes can make a proxy store what an attacker likes. Sec-WebSocket-Version counted up to 8, and then came 13.",
    },
    {
      name: "RFC 6455, December 2011",
      browsers: "Chrome 16, Firefox 11, Internet Explorer 10, Safari 6, and all since",
      what: "Version 13, as in the last drafts. There is no Sec-WebSocket-Location any more; where an example prints it beside version 13, two times are mixed, and a browser ignores it.",
    },
  ],
  hixie: "The answer of 2010",
  hixieLead: "Each key hides a number among noise: its digits, divided by its spaces. Change a character and watch.",
  hixieExample: (number: number) => `Example ${number} of the draft`,
  body: "The 8 bytes behind the head",
  division: (digits: string, spaceCount: number) => `${digits} ÷ ${spaceCount} spaces`,
  joined: "Both numbers in 4 bytes each, and the 8 bytes",
  md5: "MD5 of that, 16 bytes",
  asText: "As text, behind the server’s head",
  hangsUp:
    "Here a server hangs up: each key needs digits and spaces, a whole number of at most 32 bits, and there must be 8 bytes.",
  hixieNote:
    "The two keys kept nothing secret: the noise was there so that no form and no link could make a browser send it by accident. The RFC needs less for the same: one key that no script may set, and one hash.",
  accept: "Is this accept right for this key?",
  acceptLead: "Examples of handshakes as they are printed, computed anew. Choose one, or type your own.",
  pairs: {
    rfc: "In the RFC itself",
    copied: "In most articles",
    wikipedia: "In encyclopedias",
    explained: "In the other articles",
    mixed: "Put together out of two",
  },
  right: "right",
  wrong: "wrong",
  isRight: "Right: this key makes this accept, and a browser goes on.",
  isWrong: (accept: string) => `Wrong: this key makes ${accept}. A browser would hang up.`,
  keyInvalid: "A server would not come so far: the key is not 16 bytes in base64.",
  acceptNote:
    "The accept is no password and no proof of who the server is: everybody can compute it. It only keeps a server that does not know WebSocket, or an answer from a cache, from being taken for one that does.",
};

const zh: typeof en = {
  lead: "WebSocket 之前的办法，和最早试过的几种握手。它们在这里要么还能用，要么可以当场算给你看。",
  frame: "永远加载不完的 iframe",
  frameLead:
    "大约 2000 到 2010 年，人称“Comet”：网页里嵌一个文档，服务器一直不把它发完。每个事件就是文档里新的一小段：当年是一段调用外层页面的脚本，这里是一个元素，由文档里唯一的脚本转交出来，所以事件永远不会被当成代码。",
  open: "打开 iframe",
  close: "关闭 iframe",
  push: "让服务器说句话",
  pushText: "鱼跃出了水面",
  pushFailed: "服务器没有说：太频繁了，或者连不上。",
  frameTitle: "浏览器里看到的这个文档",
  eventCount: "事件",
  size: "文档现在的大小",
  bytes: bytes.zh,
  state: "readyState",
  loading: "文档仍在加载，load 事件一直不来。所以那时只要开着这样的网页，浏览器的加载图标就转个不停，鼠标指针也一直是沙漏。",
  complete: "文档结束了。服务器过 4 分钟就会结束它；当年的网页这时会再加载一个。",
  refused: "文档没有来。服务器不允许访客登录时，只有登录用户能看；也可能是连不上服务器。",
  log: "通过 postMessage 收到的事件",
  nothingYet: "还没有收到任何事件。",
  replaced:
    '它被淘汰的原因：文档只增不减，重新加载才能释放内存；出了错没有任何通知；只有服务器能说话。IE 用 new ActiveXObject("htmlfile") 造一个看不见的文档来藏住加载图标，所以它又叫“htmlfile”。',
  frameNote:
    "这不是轮询，而是一个不结束的应答；用它做聊天，每句话仍要另发一个请求。今天用 EventSource 做同样的事，出错会通知，也没有越来越大的文档。",
  drafts: "历次草案",
  draftList: [
    {
      name: "hixie-75，2010 年 2 月",
      browsers: "Chrome 4、Safari 5.0",
      what: "一段固定的问候，带 WebSocket-Origin 和 WebSocket-Location，没有密钥。文本夹在字节 00 和 FF 之间。",
    },
    {
      name: "hixie-76 与 hybi-00，2010 年 5 月",
      browsers: "Chrome 6、Safari 5.0.1；Firefox 4 和 Opera 11 默认关闭",
      what: "两个密钥，头部后面跟 8 个字节，用 MD5 回应，下面可以试。头部名以 Sec- 开头，脚本无法设置。服务器在 Sec-WebSocket-Location 里重复自己的地址，对不上浏览器就断开。",
    },
    {
      name: "hybi-04 到 hybi-17，2011 年",
      browsers: "Firefox 6 到 10、Chrome 14 和 15",
      what: "改用 Sec-WebSocket-Key 和 Sec-WebSocket-Accept，帧按位定义，并且加了掩码：2010 年底有人证明，不加掩码的字节能让代理缓存攻击者想要的内容。Sec-WebSocket-Version 一直数到 8，然后直接是 13。",
    },
    {
      name: "RFC 6455，2011 年 12 月",
      browsers: "Chrome 16、Firefox 11、IE 10、Safari 6 及以后的浏览器",
      what: "版本号 13，与最后几份草案相同。Sec-WebSocket-Location 已经没有了；如果例子里它和版本 13 同时出现，那是把两个年代混在了一起，浏览器会忽略它。",
    },
  ],
  hixie: "2010 年的回应",
  hixieLead: "每个密钥在杂乱的字符里藏着一个数：所有数字连起来，除以空格的个数。改一个字符看看。",
  hixieExample: (number) => `草案里的例 ${number}`,
  body: "头部后面的 8 个字节",
  division: (digits, spaceCount) => `${digits} ÷ ${spaceCount} 个空格`,
  joined: "两个数各占 4 字节，再接上那 8 个字节",
  md5: "拼接结果的 MD5，16 字节",
  asText: "写成文本，跟在服务器的头部后面",
  hangsUp: "服务器到这里就会断开：每个密钥都要有数字和空格，除得尽，结果不超过 32 位，后面还要正好 8 个字节。",
  hixieNote:
    "这两个密钥并不保密：加这些杂乱字符，是为了让表单和链接都不可能碰巧发出这样的请求。RFC 用更少的东西做到了同一件事：一个脚本无法设置的密钥，加一次哈希。",
  accept: "这个回应和这个密钥对得上吗？",
  acceptLead: "把各处印出来的握手例子重新算一遍。选一个，或者自己填。",
  pairs: {
    rfc: "RFC 原文里的",
    copied: "多数文章里的",
    wikipedia: "百科里的",
    explained: "另一些文章里的",
    mixed: "从两个例子拼成的",
  },
  right: "正确",
  wrong: "错误",
  isRight: "正确：这个密钥算出来就是这个回应，浏览器会继续。",
  isWrong: (accept) => `错误：这个密钥应得 ${accept}，浏览器会断开。`,
  keyInvalid: "服务器在此之前就会拒绝：这个密钥不是 16 字节的 Base64。",
  acceptNote:
    "这个回应不是密码，也证明不了服务器是谁，因为谁都算得出来。它只用来防止把不懂 WebSocket 的服务器，或者缓存里的旧回应，当成懂的。",
};

/** What the museum says. */
export const museumWords = tabWords({ en, zh });
