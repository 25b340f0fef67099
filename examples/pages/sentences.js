// What the server's errors mean, for readers of Chinese; its own sentences are English.
const chinese = {
  "bad-frame": "消息格式有误。",
  "not-found": "这里没有叫这个名字的人。",
  "message-empty": "消息不能为空。",
  "message-too-large": "一条消息最多 8 KiB。",
  "rate-limited": "发得太快了，请稍后再试。",
  "too-many-frames": "发得太快了，请稍后再连接。",
  "too-slow": "网络太慢，请重新连接。",
  "nickname-taken": "这个昵称（或看着一样的昵称）已被占用。",
  "nickname-invalid": "昵称限 1 到 32 个可见字符。",
  replaced: "这个昵称已在别处连接，这里已断开。",
  draining: "服务器正在重启，请稍后再连接。",
  unavailable: "服务器暂时无法保存消息，请稍后再试。",
  internal: "服务器出了点问题。",
};

/** The code, and what it means in the language of the browser. */
globalThis.sentenceFor = (code, english = "") => {
  const meaning = navigator.language.startsWith("zh") ? (chinese[code] ?? english) : english;
  return meaning === "" ? code : `${code}: ${meaning}`;
};
