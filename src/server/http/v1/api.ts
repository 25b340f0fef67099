import type { Clock } from "../../../clock.ts";
import { ShoalError } from "../../../protocol/errors.ts";
import type { DownFrame } from "../../../protocol/frames/down.ts";
import type { Conversations } from "../../conversations/conversations.ts";
import { HELLO_COST, type Load } from "../../limits/load.ts";
import { actorOf, openGate } from "../../requests/actor.ts";
import { Reads } from "../../requests/reads.ts";
import type { RequestFrame } from "../../requests/request.ts";
import { requireScope } from "../../requests/request-scopes.ts";
import type { Requests } from "../../requests/requests.ts";
import type { ConversationList } from "../../storage/storage.ts";
import { type OpenHandler, openRoute, type Route, type SignedInRequest, signedInRoute, userRoute } from "../router.ts";
import { answerTo, type Paces } from "./answer.ts";
import { type Ask, apiPrefix, type HandlerName, type Operation } from "./operation.ts";
import { operations } from "./operations.ts";
import { hasBody, readInput } from "./read-input.ts";

type SignedInHandler = (request: SignedInRequest) => Response | Promise<Response>;

/** The handlers of operations that other parts carry out. */
type Handlers = Readonly<Record<Exclude<HandlerName, OpenName>, SignedInHandler> & Record<OpenName, OpenHandler>>;
type OpenName = "server" | "sign-in" | "invite-link";

interface ApiDependencies {
  readonly requests: Requests;
  readonly conversations: Pick<Conversations, "list">;
  readonly paces: Paces;
  readonly load: Load;
  readonly clock: Clock;
  readonly handlers: Handlers;
}

/** The answer to a request has the number of no other request: each goes alone. */
const REQUEST_ID = 1;

/** The HTTP API: a route for each operation of the table [P205]. */
export function apiRoutes(parts: ApiDependencies): readonly Route[] {
  const reads = new Reads(parts.load);
  return operations.map((operation): Route => {
    const path = apiPrefix + operation.path;
    if ("run" in operation) return userRoute(operation.method, path, (request) => carryOut(parts, reads, operation, request));
    const { method, handler } = operation;
    if (isOpen(handler)) return openRoute(method, path, parts.handlers[handler]);
    return signedInRoute(method, path, parts.handlers[handler]);
  });
}

async function carryOut(
  parts: ApiDependencies,
  reads: Reads,
  operation: Operation,
  { request, params, session, address, readBody }: SignedInRequest,
): Promise<Response> {
  const { requests, conversations, paces, load, clock } = parts;
  const actor = actorOf(session, address);
  const input = readInput(operation, {
    ...{ params, url: request.url, contentType: request.headers.get("content-type") },
    body: hasBody(operation.method) ? await readBody() : "",
  });
  const ask = async (type: RequestFrame["type"], fields: object): Promise<DownFrame | undefined> => {
    let answer: DownFrame | undefined;
    // Type and fields were given together; TypeScript cannot follow the two through one function for all types.
    const frame = { ...fields, type, requestId: REQUEST_ID } as unknown as RequestFrame;
    await requests.run(actor, frame, (frame) => {
      answer = frame;
    });
    return answer;
  };
  const list = async (): Promise<ConversationList> => {
    let found: ConversationList | undefined;
    requireScope(actor.bot, "read");
    load.work(actor, HELLO_COST);
    await reads.run(...([actor, openGate, () => conversations.list(actor.user)] as const), (answer) => {
      found = answer;
    });
    if (found === undefined) throw new ShoalError("unavailable");
    return found;
  };
  const idempotencyKey = request.headers.get("idempotency-key") ?? undefined;
  const answer = await operation.run(input, { actor, now: clock.now(), idempotencyKey, ask: ask as Ask, list });
  const { response, byteLength } = answerTo(operation, { request, input, answer, left: leftOf(paces, operation, actor.userId) });
  load.answer(actor, byteLength);
  return response;
}

function leftOf({ writeLimiter, searchLimiter }: Paces, { pace }: Operation, userId: string) {
  if (pace === undefined) return undefined;
  return (pace === "writes" ? writeLimiter : searchLimiter).left(userId);
}

function isOpen(name: HandlerName): name is OpenName {
  return name === "server" || name === "sign-in" || name === "invite-link";
}
