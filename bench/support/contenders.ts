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

export const commitEach: Contender = {
  name: "one commit per message",
  hasSessions: false,
  start: (dataFolder) => ServerProcess.start([process.execPath, "bench/peers/commit-each.ts", dataFolder]),
};
