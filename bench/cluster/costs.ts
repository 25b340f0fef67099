import { readFileSync, writeFileSync } from "node:fs";

/** What was measured, as `simulate-cluster.ts` takes it. CPU in µs of one core, on the machine that `machine` names. */
export interface Costs {
  readonly machine: string;
  readonly node: {
    /** Of a message, and of a batch of them, without deliveries. */
    readonly message: number;
    readonly batch: number;
    /** A frame with events to a connection, however many are in it. */
    readonly frame: number;
    /** A reading of the feed and of the events of other nodes, and of each event in it. */
    readonly feedRead: number;
    readonly foreignEvent: number;
    /** A verb that writes and is no append. */
    readonly verb: number;
    readonly hello: number;
    /** A second without anything to do, and one of an idle connection. */
    readonly idleSecond: number;
    readonly connectionSecond: number;
    readonly bytes: number;
    readonly bytesOfConnection: number;
  };
  readonly postgres: {
    readonly message: number;
    readonly batch: number;
    readonly feedRead: number;
    readonly foreignEvent: number;
    readonly verb: number;
    readonly hello: number;
    readonly walBytesOfMessage: number;
    readonly walBytesOfBatch: number;
    readonly diskBytesOfMessage: number;
    /** How long the disk takes to keep a commit, in ms. */
    readonly commitMs: number;
  };
  readonly nats: {
    /** What a node publishes of a batch. */
    readonly messagesOfBatch: number;
    readonly bytesOfBatch: number;
    /** CPU of one message that it takes and hands to one other node. */
    readonly message: number;
  };
}

export const costsFile = new URL("costs.json", import.meta.url).pathname;

export function readCosts(file = costsFile): Costs {
  return JSON.parse(readFileSync(file, "utf8")) as Costs;
}

export function writeCosts(costs: Costs): void {
  writeFileSync(costsFile, `${JSON.stringify(costs, null, 2)}\n`);
}

/** The factors with which the columns of `rows` come nearest to `values`: least squares of the relative errors, none below 0. */
export function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number[] {
  const width = rows[0]?.length ?? 0;
  const scaled = rows.map((row, index) => row.map((cell) => cell / (values[index] ?? 1)));
  const factors = Array.from({ length: width }, () => 0);
  // Coordinate descent: each factor in turn takes what the others leave.
  for (let round = 0; round < FIT_ROUNDS; round += 1) {
    for (let column = 0; column < width; column += 1) {
      let dividend = 0;
      let divisor = 0;
      for (const row of scaled) {
        const cell = row[column] ?? 0;
        const others = row.reduce((sum, each, index) => (index === column ? sum : sum + each * (factors[index] ?? 0)), 0);
        dividend += cell * (1 - others);
        divisor += cell * cell;
      }
      factors[column] = divisor === 0 ? 0 : Math.max(0, dividend / divisor);
    }
  }
  return factors;
}

const FIT_ROUNDS = 2_000;
