import type { PeerFigures } from "./peer-figures.ts";

/** Written by `npm run bench -- articles --write`, never by hand. bench/README.md says what was measured, and how. */
export const figures: PeerFigures = {
  measuredOn: "2026-11-28",
  rounds: 0,
  membersOfTalk: 0,
  idleSockets: 0,
  awayMs: 0,
  machine: { processor: "", cores: 0, system: "" },
  versions: { python: "", gevent: "", geventWebSocket: "", tornado: "", bun: "" },
  loadAverage: { before: 0, after: 0 },
  servers: [],
};
