import { ShoalError } from "../../protocol/errors.ts";
import type { DownFrame } from "../../protocol/frames/down.ts";
import type { UpFrame } from "../../protocol/frames/up.ts";
import { type Actor, openGate, type ReadGate } from "./actor.ts";
import { botRequests } from "./bots.ts";
import { broadcastRequests } from "./broadcasts.ts";
import type { RequestContext } from "./context.ts";
import { directoryRequests } from "./directory.ts";
import { invitationRequests } from "./invitations.ts";
import { inviteLinkRequests } from "./invite-links.ts";
import { membershipRequests } from "./memberships.ts";
import { messageChangeRequests } from "./message-changes.ts";
import { messageListRequests } from "./message-lists.ts";
import { messageRequests } from "./messages.ts";
import { moderationRequests } from "./moderation.ts";
import { profileRequests } from "./profiles.ts";
import { pushRequests } from "./push.ts";
import { Reads } from "./reads.ts";
import type { RequestFrame, RequestHandler } from "./request.ts";
import { requireFrameScope } from "./request-scopes.ts";
import { settingsRequests } from "./settings.ts";

/** A request without a handler does not compile. */
type RequestTable = { readonly [Type in RequestFrame["type"]]: RequestHandler<Type> };

/** Their answers are pages, which a client may not take. */
const reads: ReadonlySet<RequestFrame["type"]> = new Set([
  "history",
  "pins",
  "reactors",
  "mentions",
  "search",
  "rooms",
  "members",
  "invite-links",
  "person",
  "restrictions",
  "reports",
  "bots",
]);

/** What users may ask for, `(actor, input) → answer`, whether a WebSocket, an HTTP request or a plain socket brought it. */
export class Requests {
  readonly #table: RequestTable;
  readonly #reads: Reads;
  readonly #isCurrent: () => boolean;

  constructor(context: RequestContext) {
    this.#isCurrent = context.isCurrent ?? (() => true);
    this.#reads = new Reads(context.load);
    this.#table = {
      ...messageRequests(context),
      ...messageChangeRequests(context),
      ...messageListRequests(context),
      ...membershipRequests(context),
      ...invitationRequests(context),
      ...inviteLinkRequests(context),
      ...directoryRequests(context),
      ...pushRequests(context),
      ...settingsRequests(context),
      ...profileRequests(context),
      ...moderationRequests(context),
      ...botRequests(context),
      ...broadcastRequests(context),
    };
  }

  has(frame: UpFrame): frame is RequestFrame {
    return Object.hasOwn(this.#table, frame.type);
  }

  /** Resolves after `reply` was called with the answer, if there is one. `gate` holds reads back [P19]. Throws `ShoalError`. */
  async run(actor: Actor, input: RequestFrame, reply: (answer: DownFrame) => void, gate: ReadGate = openGate): Promise<void> {
    requireFrameScope(actor.bot, input.type);
    // The table has a handler for exactly this type; TypeScript cannot follow the two together.
    const handler = this.#table[input.type] as (actor: Actor, input: RequestFrame) => Promise<DownFrame | undefined>;
    const answerWith = (answer: DownFrame | undefined): void => {
      if (answer !== undefined) reply(answer);
    };
    if (reads.has(input.type)) await this.#reads.run(actor, gate, () => handler(actor, input), answerWith);
    else {
      // It may have waited in a node that stood still, and been sent again elsewhere: the client says whether it is still meant.
      if (!this.#isCurrent()) throw new ShoalError("unavailable");
      answerWith(await handler(actor, input));
    }
  }
}
