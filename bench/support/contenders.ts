import { PlainWire } from "./plain-wire.ts";
import { pythonPeer } from "./python.ts";
import { ServerProcess, startShoal } from "./server-process.ts";
import { FrameWire, type Wire } from "./wire.ts";

/** A server that is measured. */
export interface Contender {
  readonly name: string;
  /** Whether its users sign in over HTTP first. */
  readonly hasSessions: boolean;
  newWire(): Wire;
  start(dataFolder: string): Promise<ServerProcess>;
}

const newWire = (): Wire => new FrameWire();

export const shoal: Contender = { name: "Shoal", hasSessions: true, newWire, start: (dataFolder) => startShoal(dataFolder) };

export const wsBroadcast: Contender = {
  name: "`ws` on Node, stores nothing",
  hasSessions: false,
  newWire,
  start: () => ServerProcess.start(["node", "bench/peers/ws-broadcast.mjs"]),
};

export const bunLoop = bunBroadcast("loop", "a loop on Bun, stores nothing");
/** The limit of the runtime. */
export const bunPublish = bunBroadcast("publish", "Bun's own `publish`, stores nothing");

function bunBroadcast(how: string, name: string): Contender {
  return {
    name,
    hasSessions: false,
    newWire,
    start: () => ServerProcess.start([process.execPath, "bench/peers/bun-broadcast.ts", how]),
  };
}

export const commitEach: Contender = {
  name: "one commit per message",
  hasSessions: false,
  newWire,
  start: (dataFolder) => ServerProcess.start([process.execPath, "bench/peers/commit-each.ts", dataFolder]),
};

/** The same server and storage, for clients that speak as the peers' do. */
export const shoalPlain: Contender = {
  name: "Shoal, with the same clients",
  hasSessions: false,
  newWire: () => new PlainWire("/conn_ws"),
  start: (dataFolder) => startShoal(dataFolder),
};

export const geventGroup: Contender = {
  name: "gevent-websocket, a list",
  hasSessions: false,
  newWire: () => new PlainWire("/conn_ws"),
  start: () => ServerProcess.start(pythonPeer("gevent-group.py")),
};

export const tornadoRoom: Contender = {
  name: "Tornado, a set",
  hasSessions: false,
  newWire: () => new PlainWire("/chat"),
  start: () => ServerProcess.start(pythonPeer("tornado-room.py")),
};
