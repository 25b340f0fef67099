import { expect, test } from "bun:test";
import { addressOf, socketAddressOf } from "./address.ts";

test.each([
  ["http://127.0.0.1:7070", "http://127.0.0.1:7070/api/socket", "ws://127.0.0.1:7070/api/socket"],
  ["https://chat.example.org/", "https://chat.example.org/api/socket", "wss://chat.example.org/api/socket"],
  ["https://example.org/chat", "https://example.org/chat/api/socket", "wss://example.org/chat/api/socket"],
  ["https://example.org/chat/?x=1#y", "https://example.org/chat/api/socket", "wss://example.org/chat/api/socket"],
])("%s is the address of a server", (server, http, socket) => {
  expect(addressOf(server, "/api/socket").href).toBe(http);
  expect(socketAddressOf(server, "/api/socket")).toBe(socket);
});

test("what is no address throws", () => {
  expect(() => addressOf("shoal", "/api/socket")).toThrow(TypeError);
});
