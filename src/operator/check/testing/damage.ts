import type { ProblemKind } from "../problem-kinds.ts";
import type { Scene } from "./scene.ts";

/** Something that a broken disk, a bug or a hand could do to a data folder. */
export interface Damage {
  readonly name: string;
  readonly kinds: readonly ProblemKind[];
  /** What every sentence must have: the place. */
  readonly place: (scene: Scene) => string;
  readonly plant: (scene: Scene, database: Damaged) => void;
}

/** Takes statements: `Database` of Bun, or a PostgreSQL. */
export interface Damaged {
  run(sql: string, ...values: (string | number)[][]): unknown;
}

export const LOBBY = "(SELECT key FROM logs WHERE id = 'lobby')";

export function key(id: string): string {
  return `(SELECT key FROM logs WHERE id = '${id}')`;
}

/** Of one message of the lobby. */
export function at(seq: number): string {
  return `log_key = ${LOBBY} AND seq = ${seq}`;
}

export function set(
  name: string,
  kinds: readonly ProblemKind[],
  place: (scene: Scene) => string,
  ...sql: ((scene: Scene) => string)[]
): Damage {
  return { name, kinds, place, plant: (scene, database) => sql.forEach((statement) => void database.run(statement(scene))) };
}

export const inLobby = (seq: (scene: Scene) => number) => (scene: Scene) => `seq ${seq(scene)} of the log lobby`;
export const detail = (seq: number, path: string, value: string) =>
  `UPDATE events SET details = json_set(coalesce(details, '{}'), '${path}', ${value}) WHERE ${at(seq)}`;
