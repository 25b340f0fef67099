import type { Clock, MonotonicMs } from "../../clock.ts";
import type { Conversation } from "../../protocol/conversations.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { features } from "../../protocol/features.ts";
import type { UpFrameOf } from "../../protocol/frames/up.ts";
import type { AttachRequest } from "../../protocol/http.ts";
import { limits } from "../../protocol/limits.ts";
import type { Retention } from "../../protocol/retention.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Conversations } from "../conversations/conversations.ts";
import type { Live } from "../limits/live.ts";
import { RateLimiter } from "../limits/rate-limiter.ts";
import type { Log } from "../log.ts";
import type { Peers } from "../presence/peers.ts";
import type { Presence } from "../presence/presence.ts";
import { requireScope } from "../requests/request-scopes.ts";
import type { ConversationList, SessionRecord, Storage } from "../storage/storage.ts";
import type { CatchUp } from "./catch-up.ts";
import { type Connection, hasSocket } from "./connection.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import type { FanOut, HeadTracker } from "./fan-out.ts";
import type { PeerFeed } from "./peer-feed.ts";

interface GreetingDependencies {
  readonly accounts: Accounts;
  readonly conversations: Conversations;
  readonly presence: Presence;
  readonly peers: Peers;
  readonly peerFeed: PeerFeed;
  readonly fanOut: FanOut;
  readonly catchUp: CatchUp;
  readonly endedSessions: EndedSessions;
  readonly epoch: Storage["epoch"];
  /** Of one file. */
  readonly uploadBytesMax: Live<number>;
  /** Missing unless there is a raid [P183]. */
  readonly raidUntil: Live<number | undefined>;
  /** What the server keeps at most [P190]. */
  readonly retention: Live<Retention>;
  /** Missing where no push messages are sent [P130]. */
  readonly pushKey: string | undefined;
  /** 0 lifts every limit of pace, this one too. */
  readonly messagesPerSecond: Live<number>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What one user may open: four times all connections at once, as after the restart of a proxy, and so many in the long run. */
const GREETINGS_AT_ONCE = 4 * limits.connectionsPerUserMax;
const GREETINGS_PER_SECOND = 8;
const WARNING_INTERVAL_MS = 60 * 60 * 1000;

type Cursors = Pick<UpFrameOf<"hello">, "epoch" | "cursors">;

/** From `hello` to live: authentication, the head of every log, and delivery from the client's cursors [P2, P3, P9]. */
export class Greeting {
  readonly #parts: GreetingDependencies;
  readonly #limiter: RateLimiter;
  #warnedAt: MonotonicMs | undefined;
  /** Called when another node has most of a user's connections, and one of them too many. */
  onCrowded: (nodeId: string, userId: string) => void = () => {};

  constructor(parts: GreetingDependencies) {
    this.#parts = parts;
    const { messagesPerSecond, clock } = parts;
    const perSecond = (): number => (messagesPerSecond() === 0 ? 0 : GREETINGS_PER_SECOND);
    this.#limiter = new RateLimiter({ perSecond, burst: GREETINGS_AT_ONCE, clock });
  }

  get epoch(): string {
    return this.#parts.epoch;
  }

  /** Throws `version-unsupported`, `unauthenticated`, `rate-limited`, and as `admit`. */
  async greet(connection: Connection, hello: UpFrameOf<"hello">): Promise<void> {
    if (hello.version !== PROTOCOL_VERSION) throw new ShoalError("version-unsupported");
    const session = await this.#parts.accounts.authenticate(hello.token ?? connection.cookieToken);
    this.#limiter.spend(session.user.id);
    await this.admit(connection, session, hello);
  }

  /** Whether a client can go on here from its cursors, without `welcome`: it was greeted at another node, in the same past [P33d]. */
  canContinue(session: SessionRecord, { version, epoch, cursors }: AttachRequest): boolean {
    return version === PROTOCOL_VERSION && epoch === this.#parts.epoch && cursors?.[session.user.id] !== undefined;
  }

  /**
   * The same for a session that the server knows already. `isContinued`: the client was greeted at another node, and tells all its cursors.
   * Throws `signed-out`, `banned` when it ended meanwhile, and `not-allowed` for a bot that may not read: a connection brings it events.
   */
  async admit(connection: Connection, session: SessionRecord, hello: Cursors, { isContinued = false } = {}): Promise<void> {
    const { presence, peers, fanOut } = this.#parts;
    requireScope(session.bot, "read");
    const headTracker = fanOut.trackHeads();
    try {
      const list = await this.#listUndisturbed(session.user.id, headTracker, () => this.#parts.conversations.list(session.user));
      if (!connection.isOpen) return;
      this.#parts.endedSessions.requireLive(session.id);
      const { user, conversations, blockedIds } = list;
      this.#makeRoom(user.id);
      const directs = directsOf(conversations);
      const onlinePeers = peers.greeted(user.id, directs, blockedIds);
      // The nickname may have changed since the session was read.
      connection.belongsTo({ ...session, user });
      if (!isContinued) this.#welcome(connection, session, list, onlinePeers);
      // Ephemeral frames may have been lost on the way from node to node.
      else if (directs.length > 0) this.#parts.peerFeed.drained(connection);
      this.#subscribe(connection, session.user.id, hello, list, headTracker);
      if (isContinued) this.#continueOwnLog(connection, user.id, hello);
      // A peer who opened a direct conversation watches this user there, before the user has it listed.
      presence.connected(user, [...conversations.map(({ id }) => id), ...list.unlistedIds]);
    } finally {
      headTracker.end();
    }
    await this.#noteVisit(session);
  }

  #welcome(connection: Connection, session: SessionRecord, list: ConversationList, onlinePeers: readonly string[]): void {
    const { epoch, clock, pushKey } = this.#parts;
    const { user, userHead, conversations, invitations, blockedIds, isReadShared, serverRole, serverMute } = list;
    const isMuted = serverMute !== undefined && (serverMute.until ?? Number.POSITIVE_INFINITY) > clock.now();
    const raidUntil = this.#parts.raidUntil();
    const { days: retentionDays, messages: retentionMessages } = this.#parts.retention();
    connection.send({
      type: "welcome",
      version: PROTOCOL_VERSION,
      sessionId: session.id,
      user,
      epoch,
      serverTime: clock.now(),
      userHead,
      conversations: [...conversations],
      invitations: [...invitations],
      ...(blockedIds.length > 0 && { blocked: [...blockedIds] }),
      ...(!isReadShared && { isReadShared }),
      ...(onlinePeers.length > 0 && { onlinePeers: [...onlinePeers] }),
      ...(serverRole !== "member" && { serverRole }),
      ...(isMuted && { mute: serverMute }),
      ...(raidUntil !== undefined && { raidUntil }),
      ...(retentionDays > 0 && { retentionDays }),
      ...(retentionMessages > 0 && { retentionMessages }),
      limits: { ...limits, uploadBytesMax: this.#parts.uploadBytesMax() },
      features: features.filter((feature) => feature !== "push" || pushKey !== undefined),
      ...(pushKey !== undefined && { pushKey }),
    });
  }

  #continueOwnLog(connection: Connection, userId: string, { cursors }: Cursors): void {
    const { fanOut, catchUp } = this.#parts;
    const own = fanOut.subscribe(connection, userId, 0);
    own.position = cursors[userId] ?? own.position;
    if (!fanOut.isAtHead(own)) catchUp.add(own);
  }

  /** The conversations of a user, read again if the user's own log grew meanwhile: then a membership may have changed. */
  async #listUndisturbed(
    userId: string,
    headTracker: HeadTracker,
    list: () => Promise<ConversationList>,
  ): Promise<ConversationList> {
    for (;;) {
      headTracker.heads.clear();
      const result = await list();
      if ((headTracker.heads.get(userId) ?? 0) <= result.userHead) return result;
    }
  }

  // A user's newest connection is worth more than the oldest.
  #makeRoom(userId: string): void {
    const { fanOut, presence } = this.#parts;
    const connections = [...fanOut.subscribers(userId)];
    const sockets = connections.filter(hasSocket);
    const elsewhere = [...presence.thereOf(userId)]
      .map(([nodeId, { connectionCount }]): [string, number] => [nodeId, connectionCount])
      .toSorted(([, one], [, other]) => other - one);
    const surplus = connections.length + 1 - limits.connectionsPerUserMax;
    for (const oldest of connections.slice(0, Math.max(0, surplus))) oldest.close("replaced");
    const surplusOfAll = elsewhere.reduce((sum, [, count]) => sum + count, sockets.length + 1 - limits.connectionsPerUserMax);
    const [crowded] = elsewhere;
    if (crowded === undefined || surplus > 0 || surplusOfAll <= 0) return;
    // One makes room for one: how many other nodes have is known with a delay.
    if (crowded[1] > sockets.length) this.onCrowded(crowded[0], userId);
    else sockets[0]?.close("replaced");
  }

  // A user who only reads does not need a disk that can be written.
  async #noteVisit(session: SessionRecord): Promise<void> {
    const { accounts, clock, log } = this.#parts;
    try {
      await accounts.visit(session);
    } catch (error) {
      if (this.#warnedAt !== undefined && clock.elapsedMs(this.#warnedAt) < WARNING_INTERVAL_MS) return;
      this.#warnedAt = clock.monotonicNow();
      log.warn("visits cannot be noted", { reason: String(error) });
    }
  }

  #subscribe(connection: Connection, userId: string, hello: Cursors, list: ConversationList, headTracker: HeadTracker): void {
    const { fanOut, catchUp, epoch } = this.#parts;
    fanOut.subscribe(connection, userId, list.userHead);
    for (const { id, head, messageCount } of list.conversations) {
      const cursor = hello.cursors[id];
      const isReplaced = cursor !== undefined && (hello.epoch !== epoch || cursor > head);
      if (isReplaced) connection.send({ type: "gap", logId: id, after: head, messageCount, reason: "replaced" });
      const position = cursor === undefined || isReplaced ? head : cursor;
      const subscription = fanOut.subscribe(connection, id, position, Math.max(head, headTracker.heads.get(id) ?? 0));
      if (!fanOut.isAtHead(subscription)) catchUp.add(subscription);
    }
  }
}

/** The direct message conversations in a list, with their peers. */
function directsOf(conversations: readonly Conversation[]): (readonly [string, string])[] {
  return conversations.flatMap((each) => (each.kind === "direct" ? [[each.id, each.peer.id] as const] : []));
}
