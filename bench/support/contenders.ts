import { ServerProcess, startShoal } from "./server-process.ts";

/** A server that is measured. All of them speak Shoal's frames. */
export interface Contender {
  readonly name: string;
  /** Whether its users sign in over HTTP first. */
  readonly hasSessions: boolean;
  start(dataFolder: string): Promise<ServerProcess>;
}

export const shoal: Contender = { name: "Shoal", hasSessions: true, start: startShoal };

export const wsBroadcast: Contender = {
  name: "`ws` on Node, stores nothing",
  hasSessions: false,
  start: () => ServerProcess.start(["node", "bench/peers/ws-broadcast.mjs"]),
};

export const bunLoop = bunBroadcast("loop", "a loop on Bun, stores nothing");
/** The limit of the runtime. */
export const bunPublish = bunBroadcast("publish", "Bun's own `publish`, stores nothing");

function bunBroadcast(how: string, name: string): Contender {
  return { name, hasSessions: false, start: () => ServerProcess.start([process.execPath, "bench/peers/bun-broadcast.ts", how]) };
}

export const commitEach: Contender = {
  name: "one commit per message",
  hasSessions: false,
  start: (dataFolder) => ServerProcess.start([process.execPath, "bench/peers/commit-each.ts", dataFolder]),
};
