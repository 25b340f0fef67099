import type { Clock } from "../../clock.ts";
import { limits } from "../../protocol/limits.ts";
import type { GuessDelays } from "../accounts/guess-delays.ts";
import type { Bus } from "../bus/bus.ts";
import type { Broadcasts } from "../gateway/broadcasts.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Greeting } from "../gateway/greeting.ts";
import type { OtherNodes } from "../gateway/http/other-nodes.ts";
import type { PresenceFeed } from "../gateway/presence-feed.ts";
import type { UserConnections } from "../gateway/user-connections.ts";
import type { SharedLimit } from "../limits/spent.ts";
import type { Peers } from "../presence/peers.ts";
import type { Presence } from "../presence/presence.ts";
import { type NodeReport, publish, subscribe } from "./messages.ts";
import { type NodeEntry, NodeList } from "./node-list.ts";
import { SharedBroadcasts } from "./shared-broadcasts.ts";
import { SharedFrames } from "./shared-frames.ts";
import { SharedPace } from "./shared-pace.ts";
import { SharedPresence } from "./shared-presence.ts";
import { type SessionOfUser, SharedSessions } from "./shared-sessions.ts";
import { SharedTyping } from "./shared-typing.ts";

/** The other nodes of this server, as far as a part of it has to know them. */
export interface Nodes {
  /** This one first; none for a server that is its only node. */
  readonly entries: readonly NodeEntry[];
  /** For the HTTP transports; missing where every request comes to this node. */
  readonly http: OtherNodes | undefined;
  /** One more limit that holds over all nodes, by the name that all of them have for it. */
  share(name: string, limit: SharedLimit): void;
  /** Those of the sessions that other nodes heard within the last so many ms. */
  heardElsewhere(sessions: readonly SessionOfUser[], withinMs: number): Promise<ReadonlySet<string>>;
  /** Settings or banned networks changed here: the others read them again. */
  tellSettings(): void;
  /** Sets what is done when they changed elsewhere. */
  onSettings(reread: () => void): void;
  /** Says from now on that this node is there. */
  begin(report: () => NodeReport): void;
  /** This node takes no more clients. */
  leave(): void;
  close(): void;
}

/** The nodes of a server that is its only one: no state, no timers. */
export const soleNode: Nodes = {
  entries: [],
  http: undefined,
  share() {},
  heardElsewhere: () => Promise.resolve(new Set()),
  tellSettings() {},
  onSettings() {},
  begin() {},
  leave() {},
  close() {},
};

interface SharedNodesParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly presence: Presence;
  readonly presenceFeed: PresenceFeed;
  readonly broadcasts: Broadcasts;
  readonly peers: Peers;
  readonly gateway: Gateway;
  readonly greeting: Greeting;
  readonly userConnections: UserConnections;
  readonly delays: GuessDelays;
  readonly limits: Readonly<Record<string, SharedLimit>>;
}

/** What is local to a process, made known to all nodes over a bus that may lose, repeat and reorder: docs/adr/0033-what-nodes-tell-each-other.md. */
export function shareNodes(parts: SharedNodesParts): Nodes {
  const { bus, clock } = parts;
  const presence = new SharedPresence(parts);
  const typing = new SharedTyping(parts);
  const broadcasts = new SharedBroadcasts(parts);
  const sessions = new SharedSessions(parts);
  const pace = new SharedPace(parts);
  const frames = new SharedFrames(bus);
  const departures = new Map<string, () => void>();
  const lost = (nodeId: string): void => {
    departures.delete(nodeId);
    presence.lost(nodeId);
    pace.lost(nodeId);
  };
  const list = new NodeList({
    bus,
    clock,
    table: () => presence.state(),
    onBeat: (nodeId, table) => presence.heard(nodeId, table),
    // Its users have as long to come back as after any connection that ended.
    onLeaving: (nodeId) =>
      departures.set(
        nodeId,
        clock.after(limits.presenceLeaveDelayMs, () => lost(nodeId)),
      ),
    onGone: lost,
  });
  let reread = (): void => {};
  const stopSettings = subscribe(bus, "settings", () => reread());
  bus.onReconnect(() => {
    presence.missed();
    list.beat();
    reread();
  });
  return {
    get entries() {
      return list.entries;
    },
    http: frames,
    share: (name, limit) => pace.add(name, limit),
    heardElsewhere: (...asked) => sessions.heardElsewhere(...asked),
    tellSettings: () => void publish(bus, "settings", {}),
    onSettings(given) {
      reread = given;
    },
    begin: (report) => list.begin(report),
    leave: () => list.leave(),
    close() {
      stopSettings();
      for (const cancel of departures.values()) cancel();
      for (const part of [list, presence, typing, broadcasts, sessions, pace, frames]) part.close();
    },
  };
}
