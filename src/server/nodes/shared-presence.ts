import type { Clock } from "../../clock.ts";
import { LOBBY_ID } from "../../protocol/ids.ts";
import type { Bus } from "../bus/bus.ts";
import type { UserConnections } from "../gateway/user-connections.ts";
import type { Peers } from "../presence/peers.ts";
import type { Presence } from "../presence/presence.ts";
import { publish, type Row, subscribe, type TableState } from "./messages.ts";
import { OtherTable } from "./other-table.ts";
import { OwnTable } from "./own-table.ts";
import { IDS_PER_ROW, keyOf, rowsOf, userOf, userOfRow } from "./presence-rows.ts";

/** As often as presence is told to clients. */
export const FLUSH_INTERVAL_MS = 250;

interface SharedPresenceParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly presence: Presence;
  readonly peers: Peers;
  readonly userConnections: UserConnections;
}

/** Who is online at which node. Every user is in the lobby, which is therefore not told. */
export class SharedPresence {
  readonly #parts: SharedPresenceParts;
  readonly #own: OwnTable;
  /** By node. */
  readonly #others = new Map<string, OtherTable>();
  readonly #changed = new Set<string>();
  /** By user: how many rows of them were told. */
  readonly #rowCounts = new Map<string, number>();
  readonly #stop: readonly (() => void)[];

  constructor(parts: SharedPresenceParts) {
    const { bus, clock, presence } = parts;
    this.#parts = parts;
    this.#own = new OwnTable(bus, (key) => this.#rowsOf(userOfRow(key)).find(([rowKey]) => rowKey === key)?.[1]);
    presence.onHere = (userId) => this.#changed.add(userId);
    this.#stop = [
      clock.every(FLUSH_INTERVAL_MS, () => this.#flush()),
      subscribe(bus, "presence", (message, fromNodeId) => {
        if (message.type === "ask") {
          if (message.to === bus.nodeId) this.#own.asked(message.ranges);
        } else this.#others.get(fromNodeId)?.[message.type](message as never);
      }),
    ];
  }

  /** What `heard` of the other nodes needs: all changes up to now are told. */
  state(): TableState {
    this.#tellChanges();
    return this.#own.state;
  }

  /** A node says where its table stands. */
  heard(nodeId: string, state: TableState): void {
    const table = this.#others.get(nodeId);
    if (table !== undefined) table.told(state);
    else {
      const { clock } = this.#parts;
      this.#others.set(nodeId, new OtherTable(clock, state.version, (key, value) => this.#rowChanged(nodeId, key, value)));
    }
  }

  /** Messages were lost. */
  missed(): void {
    for (const table of this.#others.values()) table.miss();
  }

  /** The node is gone, and with it all users whom no other node has. */
  lost(nodeId: string): void {
    this.#others.get(nodeId)?.clear();
    this.#others.delete(nodeId);
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #flush(): void {
    this.#tellChanges();
    const { bus } = this.#parts;
    for (const [nodeId, table] of this.#others) {
      const ranges = table.question();
      if (ranges !== undefined) publish(bus, "presence", { type: "ask", to: nodeId, ranges: [...ranges] });
    }
  }

  #tellChanges(): void {
    for (const userId of this.#changed) {
      const before = this.#rowCounts.get(userId) ?? 0;
      const rows = this.#rowsOf(userId);
      for (const [key] of rows) this.#own.set(key);
      for (let index = rows.length; index < before; index += 1) this.#own.delete(keyOf(userId, index));
      if (rows.length === 0) this.#rowCounts.delete(userId);
      else this.#rowCounts.set(userId, rows.length);
    }
    this.#changed.clear();
    this.#own.flush();
  }

  #rowsOf(userId: string): Row[] {
    const { presence, peers, userConnections } = this.#parts;
    const here = presence.here(userId);
    if (here === undefined) return [];
    return rowsOf({
      person: here.person,
      connectionCount: userConnections.socketCount(userId),
      conversationIds: here.conversationIds.filter((id) => id !== LOBBY_ID),
      blockedIds: [...(peers.blockedIdsOf(userId) ?? [])],
    });
  }

  /** The rows of most users are one, which is not needed again. */
  #rowChanged(nodeId: string, key: string, value: unknown): unknown {
    const { presence, peers } = this.#parts;
    const userId = userOfRow(key);
    const table = this.#others.get(nodeId);
    // A further row that is gone, of a user who has one only now.
    if (key !== userId && table?.get(userId) === true) return value;
    const user = table && userOf(userId, (rowKey) => table.get(rowKey));
    if (user === undefined) {
      presence.elsewhere(nodeId, userId, undefined);
      if (presence.thereOf(userId).size === 0) peers.blocksElsewhere(userId, []);
      return value;
    }
    peers.blocksElsewhere(userId, user.blockedIds);
    const { person, connectionCount, conversationIds, blockedIds } = user;
    presence.elsewhere(nodeId, userId, { person, connectionCount, conversationIds: [LOBBY_ID, ...conversationIds] });
    const isOnly = conversationIds.length + blockedIds.length <= IDS_PER_ROW;
    return isOnly ? true : value;
  }
}
