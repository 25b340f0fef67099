import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { errorTable } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import type { Socket } from "../gateway/websocket.ts";
import { Load } from "../limits/load.ts";
import { WaitingBytes } from "../limits/waiting-bytes.ts";
import { BareSocket } from "./bare-socket.ts";
import { TIME_SIGNAL_MS, TimeSignal } from "./time-signal.ts";

/** Of the runtime's sockets, what a bare socket uses. */
class FakeSocket {
  readonly sent: string[] = [];
  closeCode: number | undefined;
  /** What the kernel does not take waits here. */
  isTaking = true;
  #waitingBytes = 0;

  send(message: string): number {
    this.sent.push(message);
    if (this.isTaking) return message.length;
    this.#waitingBytes += message.length;
    return -1;
  }

  getBufferedAmount(): number {
    return this.#waitingBytes;
  }

  drain(): void {
    this.isTaking = true;
    this.#waitingBytes = 0;
  }

  close(code: number): void {
    this.closeCode = code;
  }

  ping(): void {}
}

function listenerOn(clock: FakeClock, signal: TimeSignal) {
  const socket = new FakeSocket();
  const bare = new BareSocket({
    ...{ clock, load: new Load({ perSecond: 0, clock }), waiting: new WaitingBytes({ onDropped() {} }) },
    ...{ address: "192.0.2.1", isPaceLimited: () => true },
    onOpened: (opened) => signal.add(opened),
    onMessage() {},
    onClosed: (closed) => signal.delete(closed),
  });
  bare.opened(socket as unknown as Socket);
  return { socket, bare };
}

test("[P67a] one timer tells all listeners the same, and without a listener there is no timer", () => {
  const clock = new FakeClock();
  const signal = new TimeSignal(clock);
  expect(clock.pendingCount).toBe(0);
  const listeners = Array.from({ length: 100 }, () => listenerOn(clock, signal));
  expect(clock.pendingCount).toBe(1);
  clock.advance(2 * TIME_SIGNAL_MS);
  for (const { socket } of listeners) expect(socket.sent).toEqual(["2030-01-01T00:00:01.000Z", "2030-01-01T00:00:02.000Z"]);
  for (const { bare } of listeners) bare.closed();
  expect(clock.pendingCount).toBe(0);
  listenerOn(clock, signal);
  expect(clock.pendingCount).toBe(1);
});

test("[P67b] a client that has not taken the time before is left out, then closed, and goes on when it takes again", () => {
  const clock = new FakeClock();
  const signal = new TimeSignal(clock);
  const { socket, bare } = listenerOn(clock, signal);
  const quick = listenerOn(clock, signal);
  socket.isTaking = false;
  const seconds = (count: number) => {
    for (let second = 0; second < count; second += 1) {
      clock.advance(TIME_SIGNAL_MS);
      bare.ponged();
      bare.sweep();
    }
  };
  seconds(10);
  expect(socket.sent).toHaveLength(1);
  socket.drain();
  bare.drained();
  seconds(1);
  expect(socket.sent.at(-1)).toBe("2030-01-01T00:00:11.000Z");
  socket.isTaking = false;
  seconds(limits.slowConnectionTimeoutMs / 1000);
  expect(socket.closeCode).toBeUndefined();
  seconds(3);
  expect(socket.closeCode).toBe(errorTable["too-slow"].closeCode);
  expect(quick.socket.sent).toHaveLength(44);
});
