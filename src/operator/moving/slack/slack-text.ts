import { limits } from "../../../protocol/limits.ts";
import type { NewMention } from "../../../protocol/messages.ts";

interface Names {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
}

export interface ShownText {
  readonly text: string;
  readonly mentions: readonly NewMention[];
}

/** `<@U1>`, `<#C1|name>`, `<!here>`, `<https://address|label>`. */
const bracketed = /<([^<>]*)>/g;

/** What people saw of a text as Slack keeps it, with mentions of users who are known. */
export function shownText(raw: string, names: Names): ShownText {
  let text = "";
  let end = 0;
  const mentions: NewMention[] = [];
  for (const match of raw.matchAll(bracketed)) {
    text += unescaped(raw.slice(end, match.index));
    end = match.index + match[0].length;
    const [address = "", label] = (match[1] ?? "").split("|", 2);
    const userId = address.startsWith("@") ? address.slice(1) : undefined;
    const shown = shownBracket(address, label, names);
    if (userId !== undefined && names.user(userId) !== undefined && mentions.length < limits.mentionsPerMessageMax) {
      mentions.push({ start: text.length, length: shown.length, userId });
    }
    text += shown;
  }
  return { text: text + unescaped(raw.slice(end)), mentions };
}

function shownBracket(address: string, label: string | undefined, names: Names): string {
  const id = address.slice(1);
  if (address.startsWith("@")) return `@${names.user(id) ?? unescaped(label ?? id)}`;
  if (address.startsWith("#")) return `#${names.channel(id) ?? unescaped(label ?? id)}`;
  if (address.startsWith("!")) return label === undefined ? `@${id}` : unescaped(label);
  const target = unescaped(address.replace(/^mailto:/, ""));
  const shown = label === undefined ? target : unescaped(label);
  return shown === target ? target : `${shown} (${target})`;
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
