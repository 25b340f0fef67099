import { expect, test } from "bun:test";
import { Crowd, LIVE_SOCKETS_MAX } from "./crowd.ts";
import type { FramedSocket } from "./dial.ts";

class FakeSocket {
  readyState = 0;
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;
  onclose: (() => void) | undefined;
  readonly sent: string[] = [];
  isKilled = false;

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
    this.onclose?.();
  }

  lists(...names: string[]): void {
    this.readyState = 1;
    this.onopen?.();
    this.onmessage?.({ data: `<div class="observers">${names.length}: ${names.join(", ")}</div>` });
  }
}

async function threeOf() {
  const dialled: FakeSocket[] = [];
  const crowd = new Crowd(
    async () => {
      const fake = new FakeSocket();
      dialled.push(fake);
      // It comes when it is listened to.
      const names = ["ben", ...dialled.map((_, place) => `guest-${place + 1}`)];
      setTimeout(() => {
        for (const each of dialled) if (each.readyState < 2 && !each.isKilled) each.lists(...names);
      });
      return {
        socket: fake as unknown as WebSocket,
        kill: () => {
          fake.isKilled = true;
        },
      } satisfies FramedSocket;
    },
    () => 0,
  );
  await crowd.open(3);
  return { crowd, dialled };
}

const states = (crowd: Crowd) => crowd.sockets.value.map(({ state }) => state);

test("sockets come one after the other, and all but the first learn their names from it", async () => {
  const { crowd } = await threeOf();
  expect(states(crowd)).toEqual(["open", "open", "open"]);
  expect(crowd.sockets.value.map(({ name }) => name)).toEqual([undefined, "guest-2", "guest-3"]);
  expect(crowd.list.value).toEqual({ count: 4, names: ["ben", "guest-1", "guest-2", "guest-3"] });
  expect(crowd.changes.value.map(({ came, count }) => [came, count])).toEqual([
    [["ben", "guest-1"], 2],
    [["guest-2"], 3],
    [["guest-3"], 4],
  ]);
});

test("one that is killed says and hears nothing more, and the others go on", async () => {
  const { crowd, dialled } = await threeOf();
  crowd.kill(2);
  dialled[1]?.lists("nobody");
  crowd.say(2, "hello");
  crowd.say(3, "hello");
  dialled[0]?.lists("ben", "guest-1", "guest-3");
  expect([dialled[1]?.isKilled, dialled[1]?.sent, dialled[2]?.sent]).toEqual([true, [], ["hello"]]);
  expect(states(crowd)).toEqual(["open", "killed", "open"]);
  expect(crowd.changes.value.at(-1)).toMatchObject({ left: ["guest-2"], count: 3 });
  crowd.close(1);
  crowd.close(3);
  expect([states(crowd), crowd.list.value]).toEqual([["closed", "killed", "closed"], undefined]);
});

test("sockets, points and changes are bounded", async () => {
  const { crowd, dialled } = await threeOf();
  await crowd.open(100);
  expect(crowd.liveCount).toBe(LIVE_SOCKETS_MAX);
  for (let count = 0; count < 1_000; count += 1) dialled[0]?.lists(`guest-${count}`);
  expect(crowd.sockets.value[0]?.points).toHaveLength(100);
  expect(crowd.changes.value).toHaveLength(30);
});

test("a socket that ends before it is open was refused; what is left ends all of them", async () => {
  const refused = new FakeSocket();
  const crowd = new Crowd(async () => ({ socket: refused as unknown as WebSocket, kill() {} }));
  const opening = crowd.open(3);
  await Promise.resolve();
  await Promise.resolve();
  crowd.end();
  refused.onclose?.();
  await opening;
  expect([crowd.sockets.value.length, crowd.isDialling.value]).toEqual([1, false]);

  const { crowd: other, dialled } = await threeOf();
  other.end();
  expect(dialled.map(({ readyState }) => readyState)).toEqual([3, 3, 3]);
});
