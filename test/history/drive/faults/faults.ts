import type { SeededRandom } from "../../../support/random.ts";
import { type RunOptions, shuffled } from "../options.ts";
import type { World } from "../world.ts";
import {
  busDown,
  failOver,
  nodeFreeze,
  nodeKill,
  nodeWithoutBus,
  nodeWithoutPostgres,
  postgresKill,
  rollingRestart,
} from "./cluster-faults.ts";
import type { FaultName } from "./fault-names.ts";
import { clockJump, databaseLocked, diskFull } from "./machine-faults.ts";
import {
  away,
  cutBeforeAcknowledgement,
  cutBeforeSend,
  cutInMidFrame,
  delay,
  halfOpen,
  holdBack,
  slowReaders,
} from "./network-faults.ts";
import { drain, freeze, kill, powerCut, restoreBackup } from "./process-faults.ts";
import { storm } from "./storm-fault.ts";

/** Two faults of one place would undo each other. */
type Place = "server" | "machine" | "network";

interface Fault {
  readonly place: Place;
  /** Acts, and has undone everything when it resolves. */
  readonly act: (world: World) => Promise<void>;
}

const faults: Readonly<Record<FaultName, Fault>> = {
  kill: { place: "server", act: kill },
  drain: { place: "server", act: drain },
  freeze: { place: "server", act: freeze },
  "power-cut": { place: "server", act: powerCut },
  "restore-backup": { place: "server", act: restoreBackup },
  storm: { place: "server", act: storm },
  "disk-full": { place: "machine", act: diskFull },
  "database-locked": { place: "machine", act: databaseLocked },
  "clock-jump": { place: "machine", act: clockJump },
  "cut-before-send": { place: "network", act: cutBeforeSend },
  "cut-before-acknowledgement": { place: "network", act: cutBeforeAcknowledgement },
  "cut-in-mid-frame": { place: "network", act: cutInMidFrame },
  "hold-back": { place: "network", act: holdBack },
  "half-open": { place: "network", act: halfOpen },
  delay: { place: "network", act: delay },
  "slow-readers": { place: "network", act: slowReaders },
  away: { place: "network", act: away },
  "node-kill": { place: "server", act: nodeKill },
  "node-freeze": { place: "server", act: nodeFreeze },
  "node-without-postgres": { place: "server", act: nodeWithoutPostgres },
  "node-without-bus": { place: "server", act: nodeWithoutBus },
  "bus-down": { place: "machine", act: busDown },
  "postgres-kill": { place: "machine", act: postgresKill },
  "rolling-restart": { place: "server", act: rollingRestart },
  "fail-over": { place: "machine", act: failOver },
};

/** These put the file system or the database away, which must not be in use then. */
const swapsData: ReadonlySet<FaultName> = new Set(["power-cut", "restore-backup"]);
const usesData: ReadonlySet<FaultName> = new Set(["disk-full", "database-locked"]);

/** Which faults act when: first each alone, then one or two at once. */
export function* faultSchedule({ faults: names, pairChance }: RunOptions, random: SeededRandom): Generator<readonly FaultName[]> {
  for (const name of names) yield [name];
  for (;;) {
    for (const name of shuffled(names, random)) {
      const partners = names.filter((other) => canActTogether(name, other));
      yield random.chance(pairChance) && partners.length > 0 ? [name, random.pick(partners)] : [name];
    }
  }
}

export async function actOut(world: World, names: readonly FaultName[]): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      world.recorder.write({ type: "fault", name, stage: "begun" });
      await faults[name].act(world);
      world.recorder.write({ type: "fault", name, stage: "over" });
    }),
  );
}

function canActTogether(one: FaultName, other: FaultName): boolean {
  if (faults[one].place === faults[other].place) return false;
  return !((swapsData.has(one) && usesData.has(other)) || (swapsData.has(other) && usesData.has(one)));
}
