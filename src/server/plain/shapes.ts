import * as v from "valibot";
import { parseInput } from "../../protocol/frames/parse.ts";
import type { MessageEvent } from "../../protocol/messages.ts";
import type { Person } from "../../protocol/people.ts";
import { filePathOf } from "../http/files/file-path.ts";

/** A client's message; without `to` it is for the group. */
interface Draft {
  readonly to?: string;
  readonly text: string;
}

/** How messages look on one kind of plain socket, in both directions [P61]. */
export interface Shape {
  /** Whether a refusal is answered in JSON, and the socket stays; otherwise it ends the socket [P65]. */
  readonly isJson: boolean;
  /** Throws `bad-frame`. */
  read(message: string): Draft;
  /** A message to the group; a shape without this method does not get it. `server`: where the client has reached it. */
  group?(event: MessageEvent, server: string): string;
  /** A message to this person alone. */
  private?(event: MessageEvent, server: string, recipient: Person): string;
  /** Who is connected at the path, for a client that asked: names, and how many there are in all [P68]. */
  observers(names: readonly string[], count: number): string;
}

function observersFields(names: readonly string[], count: number): string {
  return JSON.stringify({ observers: names, observerCount: count });
}

/** Text in, text out, without names. */
export const bareText: Shape = {
  isJson: false,
  read: (text) => ({ text }),
  group: textOf,
  observers: observersFields,
};

/** Text in, HTML out. */
export const htmlText: Shape = {
  isJson: false,
  read: (text) => ({ text }),
  group: (event, server) =>
    `<div class="message">${Bun.escapeHTML(event.by.nickname)}: ${Bun.escapeHTML(textOf(event, server))}</div>`,
  observers: (names, count) => `<div class="observers">${count}: ${names.map((name) => Bun.escapeHTML(name)).join(", ")}</div>`,
};

const addressedMessage = v.object({ to_user: v.nullish(v.string(), ""), message: v.string() });

const addressedRecipient = v.object({ to_user: v.pipe(v.string(), v.nonEmpty()), message: v.string() });

function messageFields(event: MessageEvent, server: string, to: string): string {
  return JSON.stringify({ from_user: event.by.nickname, to_user: to, message: textOf(event, server) });
}

/** `{from_user, to_user, message}` from one person to one other. */
export const privateFields: Shape = {
  isJson: true,
  read(json) {
    const { to_user, message } = parseInput(addressedRecipient, json);
    return { to: to_user, text: message };
  },
  private: (event, server, recipient) => messageFields(event, server, recipient.nickname),
  observers: observersFields,
};

/** `{from_user, to_user, message}`; an empty `to_user` is the group. */
export const groupFields: Shape = {
  isJson: true,
  read(json) {
    const { to_user, message } = parseInput(addressedMessage, json);
    return draftTo(to_user, message);
  },
  group: (event, server) => messageFields(event, server, ""),
  private: (event, server, recipient) => messageFields(event, server, recipient.nickname),
  observers: observersFields,
};

const shortMessage = v.object({ to_user: v.nullish(v.string(), ""), msg: v.string() });

function shortFieldsOf(event: MessageEvent, server: string, to: string): string {
  return JSON.stringify({ to_user: to, msg: textOf(event, server), from_user: event.by.nickname });
}

/** `{to_user, msg}` in, `{to_user, msg, from_user}` out. */
export const shortFields: Shape = {
  isJson: true,
  read(json) {
    const { to_user, msg } = parseInput(shortMessage, json);
    return draftTo(to_user, msg);
  },
  group: (event, server) => shortFieldsOf(event, server, ""),
  private: (event, server, recipient) => shortFieldsOf(event, server, recipient.nickname),
  observers: observersFields,
};

function draftTo(to: string, text: string): Draft {
  return to === "" ? { text } : { to, text };
}

/** A file is its address, on a line of its own [P66d]. */
function textOf({ text, files = [] }: MessageEvent, server: string): string {
  const addresses = files.map((file) => server + filePathOf(file));
  return (text === "" ? addresses : [text, ...addresses]).join("\n");
}
