import { DELETED_NICKNAME, type ErrorCode, isKnownErrorCode, type Person, ShoalError } from "../client/index.ts";
import { isolated } from "../web/i18n/isolated.ts";

const en = {
  /** For the browser's choice of fonts and voices. */
  tag: "en",
  messages: "Messages",
  message: "Message",
  placeholder: (name: string) => `Message ${isolated(name)}`,
  send: "Send",
  loading: "Loading…",
  earlier: "Load earlier messages",
  beginning: "This is where it begins.",
  unread: "New",
  unreadLine: "New messages",
  toNewest: "Newest messages",
  arrived: (count: number) => (count === 1 ? "1 new message" : `${count} new messages`),
  said: (name: string, text: string) => `${name}: ${text}`,
  sending: "Sending…",
  sent: "Sent",
  notSent: "Not sent.",
  retry: "Try again",
  discard: "Delete",
  edited: "edited",
  deleted: "This message was deleted.",
  deletedUser: "deleted user",
  reactions: "Reactions",
  download: (name: string) => `Download ${name}`,
  joined: (names: string) => `${names} joined`,
  left: (names: string) => `${names} left`,
  others: (count: number) => (count === 1 ? "1 other" : `${count} others`),
  typing(names: readonly string[]) {
    const [first, second] = names;
    if (names.length === 1) return `${first} is typing…`;
    if (names.length === 2) return `${first} and ${second} are typing…`;
    return "Several people are typing…";
  },
  comma: ", ",
  connecting: "Connecting…",
  reconnecting: "The connection was lost. Reconnecting…",
  nickname: "Nickname",
  join: "Join",
  signIn: "Pick a nickname to join the chat.",
  incomplete: "Set the attributes url and room to show a chat.",
  /** Where the sentence of the table says what the element cannot do, or says it in another language. */
  errors: {
    "nickname-taken": "That nickname, or one that looks like it, is in use.",
    "password-needed": "This nickname belongs to an account. Pick another one.",
  } as Readonly<Partial<Record<ErrorCode, string>>>,
};

/** Everything that the element says. */
export type Words = typeof en;

const zh: Words = {
  tag: "zh-CN",
  messages: "消息",
  message: "消息",
  placeholder: (name) => `发送给 ${isolated(name)}`,
  send: "发送",
  loading: "加载中…",
  earlier: "加载更早的消息",
  beginning: "一切从这里开始。",
  unread: "新消息",
  unreadLine: "新消息",
  toNewest: "回到最新消息",
  arrived: (count) => `${count} 条新消息`,
  said: (name, text) => `${name}：${text}`,
  sending: "发送中…",
  sent: "已发送",
  notSent: "发送失败。",
  retry: "重试",
  discard: "删除",
  edited: "已编辑",
  deleted: "消息已删除",
  deletedUser: "已注销用户",
  reactions: "表情回应",
  download: (name) => `下载 ${name}`,
  joined: (names) => `${names} 加入了房间`,
  left: (names) => `${names} 退出了房间`,
  others: (count) => `另外 ${count} 人`,
  typing: (names) => (names.length <= 2 ? `${names.join("、")} 正在输入…` : "多人正在输入…"),
  comma: "、",
  connecting: "正在连接…",
  reconnecting: "连接已断开，正在重新连接…",
  nickname: "昵称",
  join: "加入",
  signIn: "起个昵称，加入聊天。",
  incomplete: "设置 url 和 room 属性后显示聊天。",
  errors: {
    unauthenticated: "登录已失效，请重新登录。",
    "signed-out": "你已退出登录。",
    "version-unsupported": "页面版本过旧，请刷新。",
    replaced: "同时打开的聊天太多了。",
    "forbidden-origin": "该网站未获准使用这台服务器。",
    "forbidden-host": "服务器不接受这个地址。",
    "guests-not-allowed": "这台服务器不允许访客登录。",
    "registration-closed": "这台服务器不接受新用户。",
    "invite-needed": "新用户需要邀请链接。",
    "password-needed": "这个昵称属于一个账号，请换一个。",
    "nickname-invalid": "昵称需要 1 到 32 个可见字符。",
    "nickname-taken": "这个昵称或相似的昵称已被使用。",
    "jwt-invalid": "登录凭证无效或已过期。",
    "sign-in-used": "登录凭证已使用过。",
    "message-too-large": "一条消息最多 8 KiB。",
    "message-empty": "消息不能为空。",
    "not-found": "找不到这个房间，或者你无权查看。",
    "not-allowed": "这里不能这样做。",
    banned: "你已被管理员封禁。",
    muted: "你暂时只能看，不能发言。",
    "room-locked": "目前只有管理员可以发言。",
    "room-archived": "房间已归档，只能查看。",
    "slow-mode": "房间开启了慢速模式，请稍候。",
    "links-not-allowed": "这个房间不允许发链接。",
    "rate-limited": "太快了，请稍后再试。",
    unavailable: "暂时连不上服务器，请重试。",
    internal: "服务器出了点问题，请重试。",
  },
};

/** The words of a language tag such as `zh-CN`; English for a language that the element does not speak. */
export function wordsOf(language: string): Words {
  return language.toLowerCase().split("-")[0] === "zh" ? zh : en;
}

/** What went wrong, in the reader's language; where it has no words for it, the server's sentence. */
export function sentenceOf(error: unknown, { errors }: Words): string {
  if (!(error instanceof ShoalError)) return String(error);
  return (isKnownErrorCode(error.code) ? errors[error.code] : undefined) ?? error.message;
}

/** A nickname as it is shown: a deleted user is called so in the reader's language. */
export function nameOf({ nickname }: Pick<Person, "nickname">, say: Words): string {
  return nickname === DELETED_NICKNAME ? say.deletedUser : nickname;
}
