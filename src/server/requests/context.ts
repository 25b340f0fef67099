import type { Clock } from "../../clock.ts";
import type { Broadcast } from "../../protocol/frames/broadcast.ts";
import type { Bots } from "../accounts/bots.ts";
import type { Profiles } from "../accounts/profiles.ts";
import type { Conversations } from "../conversations/conversations.ts";
import type { InviteLinks } from "../conversations/invite-links.ts";
import type { Moderation } from "../conversations/moderation.ts";
import type { Live } from "../limits/live.ts";
import { type Load, WRITE_COST } from "../limits/load.ts";
import type { RaidPace } from "../limits/raid-pace.ts";
import { RateLimiter } from "../limits/rate-limiter.ts";
import type { MessageChanges } from "../messages/message-changes.ts";
import type { Messages } from "../messages/messages.ts";
import type { Presence } from "../presence/presence.ts";
import type { PushSubscriptions } from "../push/push-subscriptions.ts";
import type { Actor } from "./actor.ts";

/** The context of the request handlers. */
export interface RequestContext {
  readonly profiles: Profiles;
  readonly bots: Bots;
  readonly conversations: Conversations;
  readonly inviteLinks: InviteLinks;
  readonly moderation: Moderation;
  readonly messages: Messages;
  readonly messageChanges: MessageChanges;
  readonly presence: Presence;
  readonly broadcasts: BroadcastReceivers;
  /** Missing where the operator has not switched push messages on. */
  readonly push: PushSubscriptions | undefined;
  /** Limits a user's writes [P13]. */
  readonly writeLimiter: RateLimiter;
  /** Slows everyone down during a raid [P183]. */
  readonly raidPace: RaidPace;
  /** Limits a user's invitations and invite links, beside the pace of writing [P92]. */
  readonly inviteLimiter: RateLimiter;
  /** Limits a user's searches [P50e]. */
  readonly searchLimiter: RateLimiter;
  /** Limits a user's changes of their profile and the pictures of their rooms, beside the pace of writing [P110, P121]. */
  readonly profileLimiter: RateLimiter;
  /** Limits a user's broadcasts [P228c]. */
  readonly broadcastLimiter: RateLimiter;
  /** Limits the cost of an address and of a conversation [P93]. */
  readonly load: Load;
  /** How many connections a message there is handed to. */
  readonly receiverCount: (conversationId: string) => number;
  /** Whether what is known of memberships is of now; missing where it always is. Nothing is changed while it is not so. */
  readonly isCurrent?: (() => boolean) | undefined;
}

/** The connections that watch conversations. */
interface BroadcastReceivers {
  watcherCount(conversationId: string): number;
  tell(broadcast: Broadcast): void;
}

/** What one user may ask others: so many at once, and so many in the long run. */
const INVITATIONS_AT_ONCE = 20;
const INVITATIONS_PER_SECOND = 0.1;
/** While a user types, the page asks with every pause. */
const SEARCHES_AT_ONCE = 20;
const SEARCHES_PER_SECOND = 2;
/** Everyone is told of a profile. */
const PROFILE_CHANGES_AT_ONCE = 20;
const PROFILE_CHANGES_PER_SECOND = 0.2;
/** Enough for a pointer that moves, or a game. */
const BROADCASTS_AT_ONCE = 20;
const BROADCASTS_PER_SECOND = 10;

/** The limits of one user's writes and invitations, from the operator's `messagesPerSecond`; 0 lifts every limit of pace. */
export function paceLimiters(
  messagesPerSecond: Live<number>,
  clock: Clock,
): Pick<RequestContext, "writeLimiter" | "inviteLimiter" | "searchLimiter" | "profileLimiter" | "broadcastLimiter"> {
  const whileLimited =
    (perSecond: number): Live<number> =>
    () =>
      messagesPerSecond() === 0 ? 0 : perSecond;
  return {
    writeLimiter: new RateLimiter({ perSecond: messagesPerSecond, burst: messagesPerSecond, clock }),
    inviteLimiter: new RateLimiter({ perSecond: whileLimited(INVITATIONS_PER_SECOND), burst: INVITATIONS_AT_ONCE, clock }),
    searchLimiter: new RateLimiter({ perSecond: whileLimited(SEARCHES_PER_SECOND), burst: SEARCHES_AT_ONCE, clock }),
    profileLimiter: new RateLimiter({
      perSecond: whileLimited(PROFILE_CHANGES_PER_SECOND),
      burst: PROFILE_CHANGES_AT_ONCE,
      clock,
    }),
    broadcastLimiter: new RateLimiter({ perSecond: whileLimited(BROADCASTS_PER_SECOND), burst: BROADCASTS_AT_ONCE, clock }),
  };
}

/** Charges a write that is not a message: one of the user's pace, and its cost. Throws `rate-limited`. */
export function spendWrite({ writeLimiter, load }: RequestContext, actor: Actor): void {
  writeLimiter.spend(actor.userId);
  load.work(actor, WRITE_COST);
}
