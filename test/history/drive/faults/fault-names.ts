/** What a run does to the server, its machine and its network. */
export const faultNames = [
  "kill",
  "drain",
  "freeze",
  "power-cut",
  "restore-backup",
  "disk-full",
  "database-locked",
  "clock-jump",
  "cut-before-send",
  "cut-before-acknowledgement",
  "cut-in-mid-frame",
  "hold-back",
  "half-open",
  "delay",
  "slow-readers",
  "away",
  "storm",
] as const;

/** What it does to the parts of a cluster. */
export const clusterFaultNames = [
  "node-kill",
  "node-freeze",
  "node-without-postgres",
  "node-without-bus",
  "bus-down",
  "postgres-kill",
  "rolling-restart",
  "fail-over",
] as const;

export type FaultName = (typeof faultNames)[number] | (typeof clusterFaultNames)[number];
