import { expect, test } from "bun:test";
import { type Holder, WaitingBytes } from "./waiting-bytes.ts";

class Slow implements Holder {
  waitingBytes = 0;
  isDropped = false;

  drop(): void {
    this.isDropped = true;
    this.waitingBytes = 0;
  }
}

function waitingUpTo(bytesMax: number) {
  const drops: number[] = [];
  const waiting = new WaitingBytes({ bytesMax, onDropped: (count) => drops.push(count) });
  function hold(holder: Slow, bytes: number): void {
    holder.waitingBytes = bytes;
    waiting.note(holder, bytes);
  }
  return { waiting, drops, hold };
}

test("beyond the bound the largest holders are dropped, down to half of it; the others keep their bytes", () => {
  const { waiting, drops, hold } = waitingUpTo(1_000);
  const phones = Array.from({ length: 10 }, () => new Slow());
  const attackers = Array.from({ length: 5 }, () => new Slow());
  for (const phone of phones) hold(phone, 20);
  for (const attacker of attackers) hold(attacker, 170);
  expect(phones.map(({ isDropped }) => isDropped)).not.toContain(true);
  expect(attackers.filter(({ isDropped }) => isDropped)).toHaveLength(4);
  expect(waiting.total).toBe(10 * 20 + 170);
  expect(drops).toEqual([4]);
});

test("bytes that clients have taken meanwhile do not count against them", () => {
  const { waiting, drops, hold } = waitingUpTo(1_000);
  const quick = new Slow();
  hold(quick, 900);
  quick.waitingBytes = 10;
  hold(new Slow(), 200);
  expect(drops).toEqual([]);
  expect(waiting.total).toBe(210);
});

test("a holder that everything was taken from is forgotten", () => {
  const { waiting, hold } = waitingUpTo(1_000);
  const slow = new Slow();
  hold(slow, 500);
  hold(slow, 300);
  expect(waiting.total).toBe(300);
  hold(slow, 0);
  expect(waiting.total).toBe(0);
});
