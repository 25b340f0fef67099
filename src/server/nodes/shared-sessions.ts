import type { Clock } from "../../clock.ts";
import type { Bus } from "../bus/bus.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Greeting } from "../gateway/greeting.ts";
import type { UserConnections } from "../gateway/user-connections.ts";
import { type MessageOn, publish, subscribe } from "./messages.ts";

/** For so long the answers of other nodes are waited for. */
export const HEARD_WAIT_MS = 300;
/** Of one question, so that it fits into a message. */
const SESSIONS_ASKED_MAX = 80;
/** Questions that wait for answers; beyond them no node is asked. */
const QUESTIONS_MAX = 1_000;

interface SharedSessionsParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly gateway: Gateway;
  readonly greeting: Greeting;
  readonly userConnections: UserConnections;
}

export interface SessionOfUser {
  readonly userId: string;
  readonly sessionId: string;
}

/** Sessions that end at all nodes at once, users with connections at several, and which sessions were heard where. */
export class SharedSessions {
  readonly #parts: SharedSessionsParts;
  /** By question: the sessions that were heard elsewhere. */
  readonly #heard = new Map<number, Set<string>>();
  readonly #stop: () => void;
  #questionCount = 0;

  constructor(parts: SharedSessionsParts) {
    const { bus, gateway, greeting } = parts;
    this.#parts = parts;
    gateway.onSessionEnded = (userId, sessionId, reason) => {
      publish(bus, "sessions", { type: "ended", userId, sessionId, reason });
    };
    greeting.onCrowded = (to, userId) => {
      publish(bus, "sessions", { type: "crowded", to, userId, count: 1 });
    };
    this.#stop = subscribe(bus, "sessions", (message, from) => this.#received(message, from));
  }

  /** Those of the sessions that other nodes heard within the last so many ms: what is answered in time. */
  async heardElsewhere(sessions: readonly SessionOfUser[], withinMs: number): Promise<ReadonlySet<string>> {
    const { bus, clock } = this.#parts;
    const heard = new Set<string>();
    const ids: number[] = [];
    for (let at = 0; at < sessions.length && this.#heard.size < QUESTIONS_MAX; at += SESSIONS_ASKED_MAX) {
      this.#questionCount += 1;
      ids.push(this.#questionCount);
      this.#heard.set(this.#questionCount, heard);
      const asked = sessions
        .slice(at, at + SESSIONS_ASKED_MAX)
        .map(({ userId, sessionId }): [string, string] => [userId, sessionId]);
      publish(bus, "sessions", { type: "ask-heard", id: this.#questionCount, sessions: asked, withinMs });
    }
    if (ids.length > 0) await new Promise<void>((resolve) => clock.after(HEARD_WAIT_MS, resolve));
    for (const id of ids) this.#heard.delete(id);
    return heard;
  }

  close(): void {
    this.#stop();
  }

  #received(message: MessageOn<"sessions">, from: string): void {
    const { bus, gateway, userConnections } = this.#parts;
    if (message.type === "ended") gateway.sessionEndedElsewhere(message.userId, message.sessionId, message.reason);
    else if (message.type === "crowded") {
      if (message.to === bus.nodeId) userConnections.replaceOldest(message.userId, message.count);
    } else if (message.type === "ask-heard") {
      const asked = message.sessions.map(([userId, sessionId]) => ({ userId, sessionId }));
      const sessionIds = [...userConnections.heardSessions(asked, message.withinMs)];
      if (sessionIds.length > 0) publish(bus, "sessions", { type: "heard", to: from, id: message.id, sessionIds });
    } else if (message.type === "heard" && message.to === bus.nodeId) {
      for (const sessionId of message.sessionIds) this.#heard.get(message.id)?.add(sessionId);
    }
  }
}
