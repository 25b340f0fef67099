import type { Clock, MonotonicMs } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { features } from "../../protocol/features.ts";
import type { UpFrameOf } from "../../protocol/frames/up.ts";
import { limits } from "../../protocol/limits.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Conversations } from "../conversations/conversations.ts";
import type { Log } from "../log.ts";
import type { Presence } from "../presence/presence.ts";
import type { ConversationList, SessionRecord, Storage } from "../storage/storage.ts";
import type { CatchUp } from "./catch-up.ts";
import type { Connection } from "./connection.ts";
import type { FanOut, HeadTracker } from "./fan-out.ts";

interface GreetingDependencies {
  readonly accounts: Accounts;
  readonly conversations: Conversations;
  readonly presence: Presence;
  readonly fanOut: FanOut;
  readonly catchUp: CatchUp;
  readonly epoch: Storage["epoch"];
  /** Of one file. */
  readonly uploadBytesMax: number;
  /** Missing where no push messages are sent [P130]. */
  readonly pushKey: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

const WARNING_INTERVAL_MS = 60 * 60 * 1000;

type Cursors = Pick<UpFrameOf<"hello">, "epoch" | "cursors">;

/** From `hello` to live: authentication, the head of every log, and delivery from the client's cursors [P2, P3, P9]. */
export class Greeting {
  readonly #parts: GreetingDependencies;
  /** For each greeting that is going on, the sessions that were signed out meanwhile. */
  readonly #endedMeanwhile = new Set<Set<string>>();
  #warnedAt: MonotonicMs | undefined;

  constructor(parts: GreetingDependencies) {
    this.#parts = parts;
  }

  /** Throws `version-unsupported`, `unauthenticated`, `signed-out`. */
  async greet(connection: Connection, hello: UpFrameOf<"hello">): Promise<void> {
    if (hello.version !== PROTOCOL_VERSION) throw new ShoalError("version-unsupported");
    const endedSessionIds = new Set<string>();
    this.#endedMeanwhile.add(endedSessionIds);
    try {
      const session = await this.#parts.accounts.authenticate(hello.token ?? connection.cookieToken);
      await this.admit(connection, session, hello, endedSessionIds);
    } finally {
      this.#endedMeanwhile.delete(endedSessionIds);
    }
  }

  /** A connection that is being greeted with that session is refused. */
  sessionEnded(sessionId: string): void {
    for (const endedSessionIds of this.#endedMeanwhile) endedSessionIds.add(sessionId);
  }

  /** The same for a session that the server knows already. */
  async admit(
    connection: Connection,
    session: SessionRecord,
    hello: Cursors,
    endedSessionIds = new Set<string>(),
  ): Promise<void> {
    const { presence, fanOut, epoch, clock, pushKey } = this.#parts;
    const headTracker = fanOut.trackHeads();
    try {
      const list = await this.#listUndisturbed(session.user.id, headTracker, () => this.#parts.conversations.list(session.user));
      if (!connection.isOpen) return;
      if (endedSessionIds.has(session.id)) throw new ShoalError("signed-out");
      const { user, userHead, conversations, invitations, blockedIds } = list;
      this.#makeRoom(user.id);
      // The nickname may have changed since the session was read.
      connection.belongsTo({ ...session, user });
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
        limits: { ...limits, uploadBytesMax: this.#parts.uploadBytesMax },
        features: features.filter((feature) => feature !== "push" || pushKey !== undefined),
        ...(pushKey !== undefined && { pushKey }),
      });
      this.#subscribe(connection, session.user.id, hello, list, headTracker);
      // A peer who opened a direct conversation watches this user there, before the user has it listed.
      presence.connected(user, [...conversations.map(({ id }) => id), ...list.unlistedIds]);
    } finally {
      headTracker.end();
    }
    await this.#noteVisit(session);
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
    const connections = [...this.#parts.fanOut.subscribers(userId)];
    const surplus = connections.length + 1 - limits.connectionsPerUserMax;
    for (const oldest of connections.slice(0, Math.max(0, surplus))) oldest.close("replaced");
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
