import * as v from "valibot";
import { parseInput } from "../../protocol/frames/parse.ts";
import type { MessageEvent } from "../../protocol/messages.ts";
import type { Person } from "../../protocol/people.ts";

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
  /** A message to the group; a shape without this method does not get it. */
  group?(event: MessageEvent): string;
  /** A message to this person alone. */
  private?(event: MessageEvent, recipient: Person): string;
}

/** Text in, text out, without names. */
export const bareText: Shape = {
  isJson: false,
  read: (text) => ({ text }),
  group: ({ text }) => text,
};

/** Text in, HTML out. */
export const htmlText: Shape = {
  isJson: false,
  read: (text) => ({ text }),
  group: ({ by, text }) => `<div class="message">${Bun.escapeHTML(by.nickname)}: ${Bun.escapeHTML(text)}</div>`,
};

const addressedMessage = v.object({ to_user: v.nullish(v.string(), ""), message: v.string() });

const addressedRecipient = v.object({ to_user: v.pipe(v.string(), v.nonEmpty()), message: v.string() });

function messageFields({ by, text }: MessageEvent, to: string): string {
  return JSON.stringify({ from_user: by.nickname, to_user: to, message: text });
}

/** `{from_user, to_user, message}` from one person to one other. */
export const privateFields: Shape = {
  isJson: true,
  read(json) {
    const { to_user, message } = parseInput(addressedRecipient, json);
    return { to: to_user, text: message };
  },
  private: (event, recipient) => messageFields(event, recipient.nickname),
};

/** `{from_user, to_user, message}`; an empty `to_user` is the group. */
export const groupFields: Shape = {
  isJson: true,
  read(json) {
    const { to_user, message } = parseInput(addressedMessage, json);
    return draftTo(to_user, message);
  },
  group: (event) => messageFields(event, ""),
  private: (event, recipient) => messageFields(event, recipient.nickname),
};

const shortMessage = v.object({ to_user: v.nullish(v.string(), ""), msg: v.string() });

function shortFieldsOf({ by, text }: MessageEvent, to: string): string {
  return JSON.stringify({ to_user: to, msg: text, from_user: by.nickname });
}

/** `{to_user, msg}` in, `{to_user, msg, from_user}` out. */
export const shortFields: Shape = {
  isJson: true,
  read(json) {
    const { to_user, msg } = parseInput(shortMessage, json);
    return draftTo(to_user, msg);
  },
  group: (event) => shortFieldsOf(event, ""),
  private: (event, recipient) => shortFieldsOf(event, recipient.nickname),
};

function draftTo(to: string, text: string): Draft {
  return to === "" ? { text } : { to, text };
}
