import { expect, test } from "bun:test";
import { FakeTransport } from "../testing/fake-transport.ts";
import { chooseTransport } from "./choose-transport.ts";

test("takes the WebSocket that it is given, and else the runtime's", () => {
  const addresses: string[] = [];
  class Recorded extends WebSocket {
    constructor(address: string) {
      super("ws://127.0.0.1:9/");
      addresses.push(address);
    }
  }
  const transport = chooseTransport("https://chat.example.org", "auto", Recorded as unknown as typeof WebSocket);
  transport.open({ onOpen() {}, onText() {}, onClose() {} }).close();
  expect(addresses).toEqual(["wss://chat.example.org/api/socket"]);
  expect(chooseTransport("https://chat.example.org", "websocket").name).toBe("websocket");
});

test("takes a transport of one's own as it is", () => {
  const own = new FakeTransport();
  expect(chooseTransport("https://chat.example.org", own)).toBe(own);
});
