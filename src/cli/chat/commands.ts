import { words } from "./i18n/words.ts";
import { type OrderCommand, parseOrder } from "./order-commands.ts";

const say = words.commands;

/** The meaning of a typed line. */
export type Command =
  | { readonly type: "say"; readonly text: string }
  | {
      readonly type: "join" | "open" | "invite" | "accept" | "decline" | "switch" | "nick" | "block" | "unblock";
      readonly name: string;
    }
  | { readonly type: "create"; readonly name: string; readonly isPrivate: boolean }
  | { readonly type: "tell"; readonly name: string; readonly text: string }
  | { readonly type: "rooms" | "people"; readonly query: string }
  | { readonly type: "edit" | "reply" | "react"; readonly seq: number | undefined; readonly text: string }
  | { readonly type: "delete"; readonly seq: number | undefined }
  | { readonly type: "search"; readonly query: string }
  | { readonly type: "goto"; readonly number: number }
  | { readonly type: "upload"; readonly path: string; readonly caption: string }
  | { readonly type: "download"; readonly seq: number | undefined; readonly path: string | undefined }
  | {
      readonly type:
        | "leave"
        | "invitations"
        | "history"
        | "numbers"
        | "cancel"
        | "retry"
        | "discard"
        | "reconnect"
        | "claim"
        | "password"
        | "sign-out"
        | "quit";
    }
  | { readonly type: "help"; readonly isWhole: boolean }
  | OrderCommand
  | { readonly type: "nothing" }
  | { readonly type: "wrong"; readonly message: string };

export function parseCommand(line: string): Command {
  if (line.trim() === "") return { type: "nothing" };
  if (line.startsWith("//")) return { type: "say", text: line.slice(1) };
  const [, name, rest] = /^\/(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  if (name === undefined || rest === undefined) return { type: "say", text: line };
  return parseNamed(name, rest.trim());
}

const takesRoom: ReadonlySet<string> = new Set(["join", "accept", "decline"]);

function parseNamed(name: string, rest: string): Command {
  if (/^\d+$/.test(name)) return { type: "switch", name };
  switch (name) {
    case "join":
    case "open":
    case "invite":
    case "accept":
    case "decline":
    case "switch":
    case "nick":
    case "block":
    case "unblock":
      return rest === ""
        ? wrong(say.takesName(name, takesRoom.has(name) ? "garden" : "ann"))
        : { type: name, name: unquote(rest) };
    case "create":
      return parseCreate(rest);
    case "msg":
      return parseTell(rest);
    case "edit":
    case "reply":
    case "react":
      return parseWithText(name, rest);
    case "delete":
      return parseDelete(rest);
    case "search":
      return { type: "search", query: rest };
    case "goto":
      return /^\d{1,15}$/.test(rest) ? { type: "goto", number: Number(rest) } : wrong(say.goto);
    case "upload":
      return parseUpload(rest);
    case "download":
      return parseDownload(rest);
    case "rooms":
    case "people":
      return { type: name, query: rest };
    case "leave":
    case "invitations":
    case "history":
    case "numbers":
    case "cancel":
    case "retry":
    case "discard":
    case "reconnect":
    case "claim":
    case "password":
    case "sign-out":
    case "quit":
      return rest === "" ? { type: name } : wrong(say.standsAlone(name));
    case "help":
      return rest === "" || rest === "all" ? { type: "help", isWhole: rest === "all" } : wrong(words.order.commands.help);
    default:
      return parseOrder(name, rest) ?? wrong(say.unknown(name));
  }
}

function parseCreate(rest: string): Command {
  const name = rest.replace(/(^|\s+)--private$/, "");
  if (name === "") return wrong(say.create);
  return { type: "create", name: unquote(name), isPrivate: name !== rest };
}

function parseTell(rest: string): Command {
  const [, quoted, word, text] = /^(?:"([^"]+)"|(\S+))\s+([\s\S]+)$/.exec(rest) ?? [];
  const name = quoted ?? word;
  if (name === undefined || text === undefined) return wrong(say.tell);
  return { type: "tell", name, text };
}

/** `#12` names a message by its number; without it the command chooses the newest that it can mean. */
function parseWithText(type: "edit" | "reply" | "react", rest: string): Command {
  const [, number, text = ""] = /^(?:#(\d+)(?:\s+|$))?([\s\S]*)$/.exec(rest) ?? [];
  return text === "" ? wrong(say.takesText(type, type === "react" ? "👍" : "hello")) : { type, seq: seqOf(number), text };
}

function parseDelete(rest: string): Command {
  const [, number] = /^#(\d+)$/.exec(rest) ?? [];
  return rest === "" || number !== undefined ? { type: "delete", seq: seqOf(number) } : wrong(say.delete);
}

function parseUpload(rest: string): Command {
  const first = firstWord(rest);
  return first === undefined ? wrong(say.upload) : { type: "upload", path: first.word, caption: first.rest };
}

/** `#12` and `12` are the number of a message; anything else is a path. */
function parseDownload(rest: string): Command {
  const [, number, after = rest] = /^#?(\d{1,15})(?:\s+|$)([\s\S]*)$/.exec(rest) ?? [];
  const first = firstWord(after);
  const isUnderstood = after === "" || first?.rest === "";
  return isUnderstood ? { type: "download", seq: seqOf(number), path: first?.word } : wrong(say.download);
}

/** The first word as a shell reads it: quotes and backslashes keep its spaces together. `undefined` without one, or where a quote is open. */
function firstWord(text: string): { readonly word: string; readonly rest: string } | undefined {
  const [, raw, rest = ""] = /^((?:"[^"]*"|'[^']*'|\\[\s\S]|[^\s"'\\])+)(?:\s+|$)([\s\S]*)$/.exec(text) ?? [];
  const word = raw?.replaceAll(/"([^"]*)"|'([^']*)'|\\([\s\S])/g, (_all, double, single, escaped) => double ?? single ?? escaped);
  return word === undefined || word === "" ? undefined : { word, rest };
}

function seqOf(number: string | undefined): number | undefined {
  return number === undefined ? undefined : Number(number);
}

function unquote(name: string): string {
  return /^"(.+)"$/.exec(name)?.[1] ?? name;
}

function wrong(message: string): Command {
  return { type: "wrong", message };
}
