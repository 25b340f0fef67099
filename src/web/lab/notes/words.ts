import { byteCount as bytes } from "../byte-count.ts";
import { tabWords } from "../tab-words.ts";

const en = {
  lead: "What is often said of WebSocket and of chat servers, and what is true of it. Each button shows it on this very connection. No message reaches the lobby; where guests are needed, two or three whose names begin with lab- come in.",
  noWebSocket: "This browser has no WebSocket: what needs one cannot be shown here, and the sentences hold all the same.",
  show: "Show me",
  again: "Once more",
  stop: "Stop",
  showing: "Looking…",
  failed: "It could not be shown: the server is not reached, or lets no guests in, or is asked too often.",
  notes: {
    speed: {
      claim: "“TCP’s reliability with UDP’s speed”",
      truth:
        "WebSocket is TCP, and as fast as TCP: what is lost is sent again, and everything behind it waits. In return all arrives, and in order.",
    },
    end: {
      claim: "“The connection never ends”",
      truth:
        "Either end may close it, and a proxy on the way cuts one that is silent, often after a minute. So Shoal pings every 20 s, gives a connection up after 30 s of silence, and its client comes back by itself.",
    },
    closed: {
      claim: "“readyState 3 means that it could not be opened”",
      truth:
        "3 is CLOSED: it is over, in whatever way, and also after a good close. What happened is in the close event: 1000 was agreed, 1006 ended without a close frame.",
    },
    state: {
      claim: "“HTTP and WebSocket differ in their direction only”",
      truth:
        "Each HTTP request says everything anew, because the server may forget in between; a socket is a state that both ends keep. Two sockets of one page are two states, which share nothing but the cookie that came with each.",
    },
    addresses: {
      claim: "“Put 0.0.0.0 there, then it works”",
      truth:
        "A server that listens on 127.0.0.1 hears its own machine only; on 0.0.0.0 it hears every network that the machine is in. No client dials 0.0.0.0, and Shoal listens on 127.0.0.1 until --lan or --host says otherwise.",
    },
    dead: {
      claim: "“Keep the sockets in a list and send to each”",
      truth:
        "In the programs of tutorials a dead socket stays in the list; sending to it raises, and those behind it hear nothing. Here a socket is taken out however it ends, and no one’s end is another’s error.",
    },
    sender: {
      claim: "“The message says who it is from”",
      truth:
        "A server that passes from_user on as it came believes anybody, and tells it to all. Shoal ignores the field that comes and writes the name of the socket’s own user into the one that goes.",
    },
    name: {
      claim: "“The name in the address says who you are”",
      truth:
        "An address proves nothing: a guest without a token is whoever dialled last, and the one before is told so. A name that somebody has signed in with is refused to everyone without their token.",
    },
  },
  seen: {
    hello: "Hello",
    boss: "the boss",
    alone: (ms: number) => `A word to /echo alone was back after ${ms.toLocaleString("en")} ms.`,
    behind: (before: number, sent: number, ms: number) =>
      `Behind ${sent} messages of 60 KiB it was back after ${ms.toLocaleString("en")} ms, and ${before} of the ${sent} came before it: nothing overtakes.`,
    idle: (seconds: number, heartbeats: number) =>
      `Silent for ${seconds} s, still open. A page cannot see pings; by the clock, ${heartbeats} so far.`,
    endedByYou: (seconds: number) => `You ended it, after ${seconds} s.`,
    stillOpen: (seconds: number, heartbeats: number) =>
      `After ${seconds} s without a message it was still open, kept by about ${heartbeats} pings of the server. Then this page closed it.`,
    endedElsewhere: (seconds: number, end: string) =>
      `It did not last: after ${seconds} s it was ended by the server or by something on the way (${end}).`,
    endOf: (readyState: number, code: number, wasClean: boolean) =>
      `readyState ${readyState}, code ${code}, ${wasClean ? "clean" : "not clean"}`,
    closedAgreed: (end: string) => `Opened, then closed by both: ${end}.`,
    closedRefused: (end: string) => `Never opened, its address does not exist: ${end}.`,
    requests: (first: number, second: number) =>
      `Two requests: the first brought ${bytes.en(first)} of headers, the second ${bytes.en(second)}, to the same server, from the same page.`,
    frame: (text: string, byteLength: number) =>
      `A socket told its name once, when it was dialled. Later it sent ${text}: ${bytes.en(byteLength)} in all, and no name.`,
    heard: (text: string) => `The other socket heard ${text}`,
    said: (text: string) => `One socket sent ${text}`,
    cookies: (names: string) => `What both brought is what this browser has for this server, the cookie: ${names}.`,
    noCookies: "This browser has no cookie for this server, so the two shared nothing at all.",
    remote: (host: string, address: string, port: number) => `This page asked ${host}. The server saw ${address}, port ${port}.`,
    loopback:
      "That is a loopback address: the connection began on the server’s own machine. If yours is another one, a proxy stands there between you.",
    beyond: "That is no loopback address, so the server listens on more than 127.0.0.1.",
    proxied: (address: string) => `For limits it counts ${address}: the address that a trusted proxy named, or its network.`,
    allHear: (times: string) => `Three sockets on /clock hear the server: ${times}.`,
    cut: (code: number) => `The second sent more than is allowed, and the server cut it off (${code}).`,
    goOn: (first: string, third: string) => `The first went on with ${first}; the third with ${third}.`,
    replaced: (name: string, reason: string) =>
      `Two sockets dialled as ${name}: the first was closed with “${reason}”, the second took its place.`,
    nameRefused: (name: string, end: string) => `${name} had signed in. A socket that dialled as ${name} was refused (${end}).`,
  },
};

const zh: typeof en = {
  lead: "关于 WebSocket 和聊天服务器，常听到的说法是什么，实际又是怎样。每个按钮都在你现在的连接上演示一遍。不会有消息发到大厅；需要访客时，会进来两三个名字以 lab- 开头的。",
  noWebSocket: "这个浏览器不支持 WebSocket，需要它的演示在这里做不了，但下面的话照样成立。",
  show: "演示一下",
  again: "再来一次",
  stop: "停止",
  showing: "正在看…",
  failed: "没能演示：连不上服务器，或者不允许访客登录，或者请求太频繁。",
  notes: {
    speed: {
      claim: "“有 TCP 的可靠，又有 UDP 的速度”",
      truth: "WebSocket 就是 TCP，速度也就是 TCP 的速度：丢了要重传，后面的都得等。换来的是全部送达，而且顺序不乱。",
    },
    end: {
      claim: "“连接永远不会断”",
      truth:
        "两端都可以关闭，沉默的连接还会被途中的代理切断，常常只等一分钟。所以 Shoal 每 20 秒 ping 一次，30 秒听不到动静就放弃，客户端会自动重连。",
    },
    closed: {
      claim: "“readyState 为 3 表示没能打开”",
      truth:
        "3 是 CLOSED：结束了，不管怎样结束，好好关闭的也是 3。怎么结束的要看 close 事件：1000 是双方说好的，1006 是没有关闭帧就断了。",
    },
    state: {
      claim: "“HTTP 和 WebSocket 只是方向不同”",
      truth:
        "每个 HTTP 请求都要从头说一遍，因为服务器可以在两次之间忘掉一切；而一个套接字就是两端共同记住的状态。同一个网页的两个套接字是两份状态，唯一的共同点是各自带来的 Cookie。",
    },
    addresses: {
      claim: "“写 0.0.0.0 就能用了”",
      truth:
        "监听 127.0.0.1 的服务器只听得到本机，监听 0.0.0.0 则听得到本机所在的每个网络。没有客户端去连 0.0.0.0；Shoal 默认监听 127.0.0.1，用了 --lan 或 --host 才会改变。",
    },
    dead: {
      claim: "“把套接字放进列表，挨个发送”",
      truth:
        "教程里的程序不会把断掉的套接字移出列表，向它发送就抛异常，排在后面的人什么都收不到。这里不管怎么断的都会移出，谁断了都不会成为别人的错误。",
    },
    sender: {
      claim: "“消息里写着是谁发的”",
      truth:
        "服务器如果把收到的 from_user 原样转发，就等于谁都信，还替他告诉所有人。Shoal 不看收到的这个字段，转发时填上这个套接字自己的用户名。",
    },
    name: {
      claim: "“地址里的名字就是你的身份”",
      truth:
        "地址什么也证明不了：没有令牌的访客，谁最后连上就是谁，前一个会得到通知。已经有人登录使用的名字，没有他的令牌一律拒绝。",
    },
  },
  seen: {
    hello: "你好",
    boss: "老板",
    alone: (ms) => `单独发一个词到 /echo，${ms.toLocaleString("zh")} 毫秒后收到。`,
    behind: (before, sent, ms) =>
      `排在 ${sent} 条 60 KiB 的消息后面，${ms.toLocaleString("zh")} 毫秒后才收到，${sent} 条中有 ${before} 条先到：谁也不会超车。`,
    idle: (seconds, heartbeats) => `沉默了 ${seconds} 秒，还开着。网页看不到 ping，按时间算已有 ${heartbeats} 次。`,
    endedByYou: (seconds) => `${seconds} 秒后，你结束了它。`,
    stillOpen: (seconds, heartbeats) =>
      `${seconds} 秒没有任何消息，仍然开着，靠的是服务器大约 ${heartbeats} 次 ping。然后由本页关闭。`,
    endedElsewhere: (seconds, end) => `没能坚持住：${seconds} 秒后被服务器或途中的设备断开（${end}）。`,
    endOf: (readyState, code, wasClean) => `readyState ${readyState}，关闭码 ${code}，${wasClean ? "正常关闭" : "异常关闭"}`,
    closedAgreed: (end) => `打开过，然后双方关闭：${end}。`,
    closedRefused: (end) => `从没打开过，地址不存在：${end}。`,
    requests: (first, second) =>
      `两个请求，同一台服务器，同一个网页：第一个带了 ${bytes.zh(first)}的头部，第二个又带了 ${bytes.zh(second)}。`,
    frame: (text, byteLength) => `套接字只在连接时报过一次名字。后来它发了 ${text}，总共 ${bytes.zh(byteLength)}，没有再报名字。`,
    heard: (text) => `另一个套接字收到 ${text}`,
    said: (text) => `一个套接字发了 ${text}`,
    cookies: (names) => `两者都带来的，是浏览器为这台服务器保存的 Cookie：${names}。`,
    noCookies: "浏览器没有这台服务器的 Cookie，所以两者毫无共同点。",
    remote: (host, address, port) => `本页请求的是 ${host}，服务器看到的对方是 ${address}，端口 ${port}。`,
    loopback: "这是回环地址：连接来自服务器所在的机器。如果你用的是另一台机器，那么中间有个代理。",
    beyond: "这不是回环地址，所以服务器监听的不只是 127.0.0.1。",
    proxied: (address) => `计算限额时用的是 ${address}：可信代理报来的地址，或者它所在的网络。`,
    allHear: (times) => `三个套接字在 /clock 上听服务器报时：${times}。`,
    cut: (code) => `第二个发得超过了限制，被服务器切断（${code}）。`,
    goOn: (first, third) => `第一个接着听到 ${first}，第三个接着听到 ${third}。`,
    replaced: (name, reason) => `两个套接字都自称 ${name}：第一个被关闭，原因是“${reason}”，第二个取而代之。`,
    nameRefused: (name, end) => `${name} 已经有人登录。再有套接字自称 ${name}，就被拒绝（${end}）。`,
  },
};

/** What the notes say, and what their demonstrations have seen. */
export const notesWords = tabWords({ en, zh });
