/** What a line of a log says: that a day begins, that someone wrote, or nothing that is kept. */
export type IrcLine =
  | { readonly kind: "day"; readonly date: string }
  | { readonly kind: "message"; readonly date?: string; readonly time: string; readonly nick: string; readonly text: string }
  | { readonly kind: "other" }
  /** No line of a log looks like that. */
  | undefined;

/** `2024-01-31 12:34:56<tab>nick<tab>text`, where the nick of an action is ` *`. */
const weechat = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)\t([^\t]*)\t(.*)$/;
/** `12:34 …` of irssi, `[12:34:56] …` of ZNC. */
const timed = /^\[?(\d\d:\d\d(?::\d\d)?)\]? +(.*)$/;
const said = /^<[ @+%&~!]?([^>\s]+)> ?(.*)$/;
const acted = /^\* ([^\s*]+) ?(.*)$/;
/** `--- Day changed Wed Jan 31 2024`, `--- Log opened Wed Jan 31 12:34:56 2024`. */
const day = /^--- (?:Day changed|Log (?:opened|closed)) \w+ (\w+) (\d{1,2}) (?:\d\d:\d\d:\d\d )?(\d{4})$/;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Weechat's own lines: joins, parts, notices. */
const signs: ReadonlySet<string> = new Set(["-->", "<--", "--", "=!=", ""]);

export function readIrcLine(line: string): IrcLine {
  const full = weechat.exec(line);
  if (full) {
    const [, date = "", time = "", sender = "", text = ""] = full;
    return weechatLine(date, time, sender.trim(), text);
  }
  const opened = day.exec(line);
  if (opened) {
    const [, month = "", date = "", year = ""] = opened;
    return { kind: "day", date: `${year}-${String(months.indexOf(month) + 1).padStart(2, "0")}-${date.padStart(2, "0")}` };
  }
  const [, time, rest = ""] = timed.exec(line) ?? [];
  if (time === undefined) return /^(?:---|===|\*\*\*)/.test(line) || line.trim() === "" ? { kind: "other" } : undefined;
  const [, speaker, text = ""] = said.exec(rest) ?? [];
  if (speaker !== undefined) return { kind: "message", time, nick: speaker, text };
  const [, actor, action = ""] = acted.exec(rest.trimStart()) ?? [];
  return actor === undefined ? { kind: "other" } : { kind: "message", time, nick: actor, text: actionText(actor, action) };
}

function weechatLine(date: string, time: string, sender: string, text: string): IrcLine {
  if (sender === "*") {
    const [nick = "", ...words] = text.split(" ");
    return nick === "" ? { kind: "other" } : { kind: "message", date, time, nick, text: actionText(nick, words.join(" ")) };
  }
  if (signs.has(sender)) return { kind: "other" };
  return { kind: "message", date, time, nick: sender.replace(/^[@+%&~!]/, ""), text };
}

/** As people see `/me`. */
function actionText(nick: string, action: string): string {
  return `* ${nick} ${action}`.trimEnd();
}
