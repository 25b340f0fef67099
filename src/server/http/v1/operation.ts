import * as v from "valibot";
import type { ErrorCode } from "../../../protocol/errors.ts";
import type { DownFrameOf } from "../../../protocol/frames/down.ts";
import type { Actor } from "../../requests/actor.ts";
import type { RequestFrame } from "../../requests/request.ts";
import type { ConversationList } from "../../storage/storage.ts";

/** Every path of the HTTP API begins with this. */
export const apiPrefix = "/api/v1";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The parts of the API, in the order in which its page and its document show them. */
export const tags = [
  ...["conversations", "messages", "reactions and pins", "members", "order", "bots", "invitations", "rooms", "search"],
  ...["people", "me", "sessions", "server"],
] as const;

/** The limits of a user's pace that an answer can tell [P210]. */
export type PaceName = "writes" | "searches";

/** What the document says of an operation. */
export interface Description {
  readonly method: Method;
  /** Below `apiPrefix`, like `/conversations/:conversationId`. */
  readonly path: string;
  /** Unique; programs that are made of the document call their functions so. */
  readonly id: string;
  readonly tag: string;
  /** One sentence: what it does. */
  readonly summary: string;
  /** The names in the path; of the others a GET and a DELETE take theirs from the query, and every other method from the body. */
  readonly input: ObjectSchema;
  /** A body that is not one object. */
  readonly body?: v.GenericSchema | undefined;
  /** Missing where there is nothing to say. */
  readonly answer: v.GenericSchema | undefined;
  readonly status: 200 | 201 | 204;
  /** Besides those that every operation has. */
  readonly errors: readonly ErrorCode[];
  /** Whether it needs no session. */
  readonly isOpen: boolean;
  /** Whether it takes `Idempotency-Key` [P209]. */
  readonly isIdempotentByKey: boolean;
  readonly pace: PaceName | undefined;
}

/** An operation of a user, carried out by the requests [P205]. */
export interface Operation extends Description {
  run(input: unknown, call: Call): Promise<unknown>;
  /** The path below `apiPrefix` of what was made; undefined when nothing was. */
  readonly location: ((answer: unknown, input: unknown) => string | undefined) | undefined;
}

/** An operation that another part of the server carries out. */
export interface HandledOperation extends Description {
  readonly handler: HandlerName;
}

export type HandlerName = "server" | "sign-in" | "sessions" | "sign-out" | "sign-out-others" | "invite-link";

/** What an operation is given besides its input. */
export interface Call {
  readonly actor: Actor;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: number;
  /** `Idempotency-Key`, if there is one. */
  readonly idempotencyKey: string | undefined;
  /** Runs a request of the table, with the limits and permissions that it has on every transport. Throws `ShoalError`. */
  readonly ask: Ask;
  /** What a client is told by `welcome`. */
  readonly list: () => Promise<ConversationList>;
}

export type Ask = <Type extends RequestFrame["type"]>(type: Type, fields: Fields<Type>) => Promise<AnswerTo<Type>>;

type Fields<Type extends RequestFrame["type"]> = Omit<Extract<RequestFrame, { type: Type }>, "type" | "requestId">;

/** Every other request is answered by `done`, or not at all. */
interface Answers {
  send: "sent";
  history: "history-page";
  pins: "pin-list";
  reactors: "reactor-list";
  mentions: "mention-list";
  search: "search-results";
  "create-room": "conversation";
  "create-bot": "bot";
  bots: "bot-list";
  "reset-bot-token": "bot";
  join: "conversation";
  "open-direct": "conversation";
  "accept-invitation": "conversation";
  "use-invite-link": "conversation";
  "create-invite-link": "invite-link";
  "invite-links": "invite-link-list";
  restrictions: "restriction-list";
  reports: "report-list";
  rooms: "room-list";
  members: "member-list";
  person: "person-card";
}

type AnswerTo<Type extends RequestFrame["type"]> = Type extends keyof Answers ? DownFrameOf<Answers[Type]> : unknown;

type ObjectSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

interface Common {
  readonly tag: (typeof tags)[number];
  readonly summary: string;
  readonly errors?: readonly ErrorCode[];
}

interface Carried<Entries extends v.ObjectEntries, Answer> extends Common {
  readonly input: Entries;
  readonly answer?: v.GenericSchema<unknown, Answer>;
  readonly isIdempotentByKey?: boolean;
  readonly pace?: PaceName | "none";
  readonly run: (input: v.InferOutput<v.ObjectSchema<Entries, undefined>>, call: Call) => Promise<Answer>;
  readonly location?: (answer: Answer, input: v.InferOutput<v.ObjectSchema<Entries, undefined>>) => string | undefined;
}

/**
 * One row of the API's table.
 *
 * @example operation("GET", "/conversations/:conversationId/pins", "listPins", { tag, summary, input: { conversationId }, answer, run })
 */
export function operation<const Entries extends v.ObjectEntries, Answer = void>(
  method: Method,
  path: string,
  id: string,
  { input, answer, run, location, isIdempotentByKey = false, pace, ...common }: Carried<Entries, Answer>,
): Operation {
  const paceOfMethod = method === "GET" ? undefined : "writes";
  return {
    ...{ method, path, id, answer, isIdempotentByKey, errors: [], isOpen: false, ...common },
    input: v.object(input),
    status: statusOf(location !== undefined, answer !== undefined),
    pace: pace === "none" ? undefined : (pace ?? paceOfMethod),
    // The caller gives what the schema made: TypeScript cannot follow it through the table.
    run: run as Operation["run"],
    location: location as Operation["location"],
  };
}

interface Handled extends Common {
  readonly input?: v.ObjectEntries;
  readonly body?: v.GenericSchema;
  readonly answer?: v.GenericSchema;
  readonly status?: 201;
  readonly isOpen?: boolean;
}

/** A row that another part of the server carries out. */
export function handledOperation(
  method: Method,
  path: string,
  id: string,
  { handler, input = {}, answer, status, ...common }: Handled & { readonly handler: HandlerName },
): HandledOperation {
  return {
    ...{ method, path, id, handler, answer, errors: [], isOpen: false, isIdempotentByKey: false, pace: undefined, ...common },
    input: v.object(input),
    status: status ?? statusOf(false, answer !== undefined),
  };
}

function statusOf(isMade: boolean, hasAnswer: boolean): 200 | 201 | 204 {
  if (isMade) return 201;
  return hasAnswer ? 200 : 204;
}

/** The names in a path, like `conversationId` in `/conversations/:conversationId`. */
export function namesIn(path: string): readonly string[] {
  return [...path.matchAll(/:(\w+)/g)].flatMap(([, name]) => name ?? []);
}
