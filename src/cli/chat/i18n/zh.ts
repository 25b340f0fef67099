import type { ErrorCode } from "../../../client/index.ts";
import type { Words } from "./en.ts";

const errors: Readonly<Record<ErrorCode, string>> = {
  draining: "服务器正在重启，请稍候。",
  "too-slow": "网络太慢，连接断开。",
  "heartbeat-lost": "服务器好一会儿没有响应了。",
  "hello-timeout": "登录超时。",
  "too-many-frames": "操作太频繁，请稍候。",
  unauthenticated: "登录已失效，请重新登录。",
  "signed-out": "这台设备已退出登录。",
  "version-unsupported": "程序与服务器的版本不兼容，请升级。",
  "bad-frame": "请求格式有误。",
  "frame-too-large": "内容太大，无法发送。",
  replaced: "同时打开的 Shoal 太多，这里已断开。",
  "forbidden-origin": "服务器不允许从这个来源（origin）访问。",
  "forbidden-host": "不能用这个地址访问服务器，管理员可以用 --allow-origin 放行。",
  "cookies-needed": "需要 Cookie 才能登录。",
  "guests-not-allowed": "服务器不允许访客登录。",
  "nickname-invalid": "昵称限 1 到 32 个可见字符。",
  "nickname-taken": "这个昵称（或看着一样的昵称）已被占用。",
  "room-name-invalid": "房间名限 1 到 50 个可见字符。",
  "room-name-taken": "已有同名的公开房间。",
  "device-link-invalid": "链接已用过或已过期，请重新生成。",
  "message-empty": "消息不能为空。",
  "message-too-large": "一条消息最多 8 KiB。",
  "message-deleted": "这条消息已被删除。",
  "mention-invalid": "提及的位置与文字不符。",
  "emoji-invalid": "回应只能是一个表情。",
  "too-many-reactions": "这条消息的表情回应种类已达上限。",
  "too-many-pins": "置顶消息已达上限，请先取消一条。",
  unsupported: "服务器不支持这个操作，可能是版本太旧。",
  conflict: "这条消息已经发过，但内容不同。",
  "not-found": "内容不存在，或者你无权查看。",
  "not-allowed": "这个会话里不允许这个操作。",
  "too-many-conversations": "你已加入 500 个房间，请先退出一个。",
  "too-many-invitations": "还没回复或被拒绝的邀请太多了，过几天再试吧。",
  "upload-version-unsupported": "上传协议版本不一致，请更新客户端。",
  "upload-type-unsupported": "上传协议版本不一致，请更新客户端。",
  "upload-too-large": "文件超过服务器允许的大小。",
  "upload-offset-wrong": "上传进度对不上，请重试。",
  "upload-locked": "这个文件正在上传，请稍候。",
  "too-many-uploads": "有 8 个文件还没传完，请先传完或取消一个。",
  "too-many-file-bytes": "你的文件已占满 1 GiB，请先删除带文件的消息。",
  "disk-full": "服务器磁盘快满了，暂不接收文件。",
  "file-not-found": "文件已不在，请重新上传。",
  "range-invalid": "文件没有这一段。",
  "method-not-allowed": "服务器不接受这种请求。",
  "rate-limited": "操作太频繁，请稍后再试。",
  unavailable: "暂时连不上服务器，请稍后再试。",
  internal: "服务器出了点问题，请稍后再试。",
};
/** By any code: a newer server may have others. */
const sentences = new Map<string, string>(Object.entries(errors));

export const zh: Words = {
  locale: "zh-CN",
  errorOf: ({ code, message }) => sentences.get(code) ?? message,
  signIn: {
    address: "地址要以 http:// 或 https:// 开头，例如 http://127.0.0.1:9527。",
    yourNickname: "你的昵称：",
    nicknameNeeded: "请用 --nickname 指定昵称。",
    refused: (nickname, reason) => `“${nickname}”：${reason}\n换一个昵称：`,
    cannotKeep: (folder, reason) =>
      `无法保存登录信息：${folder} 不可写（${reason}）。请把 XDG_STATE_HOME 设为可写的目录，或者加上 --as-guest。`,
    owner: (nickname, host) => `${nickname} @ ${host}`,
    connectedTo: (name, nickname) => `已用昵称 ${nickname} 进入 ${name}。输入文字按回车发送，/help 查看命令。`,
  },
  connection: {
    connected: "已连接",
    connecting: "正在连接…",
    reconnecting: "连接断开，正在重新连接…",
    lost: (seconds) => `连接断开，${seconds} 秒后重试（/reconnect 立即重试）`,
    restarting: (seconds) => `服务器正在重启，${seconds} 秒后重试（/reconnect 立即重试）`,
    closed: "连接已关闭。",
    toSend: (count) => `${count} 条待发送`,
  },
  status: {
    help: "/help",
    online: (count) => `${count} 人在线`,
    private: "私密",
    older: "正在看较早的消息。Page Down 往后翻，Ctrl-End 回到最新。",
    beginning: "已经是最早的消息了。",
    overlongPaste: "粘贴的内容太长，无法发送，已忽略。",
    typing: (names) => `${names.join("、")} 正在输入…`,
    invitations: (count) => `${count} 个邀请：/invitations`,
    endsAgain: "再按一次 Ctrl-C 退出",
    unsent: (count) => `还有 ${count} 条消息没发出去，退出后会丢失。`,
  },
  messages: {
    sending: "发送中…",
    failed: (reason) => `✗ 发送失败：${reason}（/retry 重试，/discard 删除）`,
    wasRefused: "被服务器拒绝。",
    edited: "（已编辑）",
    deleted: "（已删除）",
    notKept: "已不再保留的消息",
    didEdit: (nickname, number, text) => `${nickname} 编辑了消息 #${number}：${text}`,
    didDelete: (nickname, number) => `${nickname} 删除了消息 #${number}`,
    cameAndWent: "来过又走了",
    left: "退出了房间",
    cameBack: "走了又回来了",
    joined: "加入了房间",
    joinedBy: (inviter) => `受 ${inviter} 邀请加入了房间`,
    did: (names, what) => `${names.join("、")} ${what}`,
    didSeparator: "；",
  },
  answers: {
    sentTo: (name, number) => `已发给 ${name}，输入 /${number} 查看会话。`,
    invited: (nickname, room) => `已邀请 ${nickname} 加入 ${room}，等对方接受。`,
    declined: (room) => `已拒绝加入 #${room} 的邀请。`,
    invitation: (inviter, room, isPrivate, memberCount) =>
      `${inviter} 邀请你加入 #${room}（${isPrivate ? "私密，" : ""}${memberCount} 人）：/accept ${room} 接受，/decline ${room} 拒绝`,
    noInvitations: "没有收到邀请。",
    noInvitation: (name) => `没有收到“${name}”的邀请，/invitations 查看全部邀请。`,
    noRoom: (name, others) =>
      `没有叫“${name}”的公开房间，${others.length === 0 ? "可以用 /create 新建。" : `是不是 ${others.join("、")}？`}`,
    noPerson: (nickname, others) => `没有叫“${nickname}”的人${others.length === 0 ? "。" : `，是不是 ${others.join("、")}？`}`,
    noConversation: (name) => `你没有叫“${name}”的会话，可以用 /join 或 /open 开始。`,
    publicRooms: "公开房间：",
    noPublicRooms: "没有找到公开房间。",
    room: (name, memberCount, isMember) => `${name}  ${memberCount} 人${isMember ? "，已加入" : ""}`,
    moreRooms: "…还有更多，用“/rooms 名称开头”查找",
    people: (count, name) => `${name} 共 ${count} 人（● 表示在线）：`,
    owner: "（房主）",
    morePeople: "…还有更多，用“/people 昵称开头”查找",
    wasBeginning: "已经是最早的消息了。",
    nothingFailed: "没有发送失败的消息。",
    noOwnMessage: "这里没有你的消息。/history 加载更早的，/numbers 显示编号。",
    noMessage: "这里没有可用的消息。/numbers 显示消息编号。",
  },
  commands: {
    takesName: (name, example) => `/${name} 后面要加名称，例如 /${name} ${example}`,
    standsAlone: (name) => `/${name} 后面不能加内容。要当作文字发送，请输入 //${name}。`,
    unknown: (name) => `没有 /${name} 这个命令。/help 查看命令，//${name} 当作文字发送。`,
    create: "/create 后面要加名称，例如 /create garden 或 /create garden --private",
    takesText: (name, example) =>
      `/${name} 后面要加${name === "react" ? "表情" : "内容"}，例如 /${name} ${example} 或 /${name} #12 ${example}`,
    delete: "/delete 单独使用，或加编号：/delete #12",
    tell: '/msg 后面要加昵称和内容，例如 /msg ann 你好，或 /msg "ann lee" 你好',
  },
  commandHelp: [
    "输入文字按回车，发送到当前会话。可用的命令：",
    "  /rooms [名称]            查找公开房间",
    "  /join 名称               加入公开房间并打开",
    "  /create 名称 [--private] 新建房间",
    "  /leave                   退出当前房间",
    "  /invite 昵称             邀请别人加入当前房间",
    "  /invitations             列出收到的邀请",
    "  /accept 名称             接受邀请并打开房间",
    "  /decline 名称            拒绝邀请",
    "  /people [昵称]           查看当前会话有谁、谁在线",
    "  /open 昵称               打开私聊",
    "  /msg 昵称 内容           发私聊消息（昵称有空格时加引号）",
    "  /2, /switch 名称         切换会话（Alt-2、Ctrl-N、Ctrl-P）",
    "  /reply [#12] 内容        回复别人最新的消息，或 12 号消息",
    "  /react [#12] 表情        回应这条消息，再次输入则取消",
    "  /edit [#12] 内容         修改自己最新的消息",
    "  /delete [#12]            删除自己的消息",
    "  /numbers                 显示或隐藏消息编号",
    "  /history                 查看更早的消息（Page Up）",
    "  /retry, /discard         重试或删除发送失败的消息",
    "  /reconnect               立即重新连接",
    "  /sign-out                退出登录，空出昵称",
    "  /quit                    退出程序（或按两次 Ctrl-C）",
    "  //文字                   发送以 / 开头的文字",
  ],
  usage: (commands) => `
运行时：
${commands}

身份保存在本机，下次启动还是你。
文件在 $XDG_STATE_HOME/shoal 或 ~/.local/state/shoal，只有你自己能读。

不接终端时，逐行发送标准输入，每收到一条消息打印一行，提示写到标准错误。
输入结束、全部发完后退出。

退出码：0 正常结束；1 登录失败，或有消息没发出去；2 命令写错了。

界面语言由 LC_ALL、LC_MESSAGES 或 LANG 决定，支持中文和英文。

例子：
  shoal chat --nickname 小鱼
  shoal chat https://chat.example.org --room garden
  echo "构建完成。" | shoal chat --nickname builder`,
};
