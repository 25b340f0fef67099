import { expect, test } from "bun:test";
import { systemClock } from "../../clock.ts";
import { FakeTransport } from "../testing/fake-transport.ts";
import { chooseTransports, transportNames } from "./choose-transports.ts";

const means = { server: "https://chat.example.org", clock: systemClock, WebSocket: undefined, fetch: undefined };
const names = (choice: Parameters<typeof chooseTransports>[0]) => chooseTransports(choice, means).map(({ name }) => name);

test("[P37a] auto is all of them, the best first", () => {
  expect(names("auto")).toEqual(["websocket", "stream", "long-poll", "poll"]);
});

test("a name is that one and no other", () => {
  for (const name of transportNames) expect(names(name)).toEqual([name]);
});

test("takes the WebSocket that it is given, and else the runtime's", () => {
  const addresses: string[] = [];
  class Recorded extends WebSocket {
    constructor(address: string) {
      super("ws://127.0.0.1:9/");
      addresses.push(address);
    }
  }
  const [transport] = chooseTransports("auto", { ...means, WebSocket: Recorded as unknown as typeof WebSocket });
  transport?.open({ onOpen() {}, onText() {}, onClose() {} }).close();
  expect(addresses).toEqual(["wss://chat.example.org/api/socket"]);
});

test("takes a custom transport unchanged", () => {
  const own = new FakeTransport();
  expect(chooseTransports(own, means)).toEqual([own]);
});

test("an invalid address throws", () => {
  expect(() => chooseTransports("poll", { ...means, server: "shoal" })).toThrow(TypeError);
});
