import { expect, test } from "bun:test";
import { addressOf, socketAddressOf } from "./address.ts";
import { signIn } from "./sessions.ts";
import { ShoalClient } from "./shoal-client.ts";

test.each([
  ["http://127.0.0.1:7070", "http://127.0.0.1:7070/api/socket", "ws://127.0.0.1:7070/api/socket"],
  ["https://chat.example.org/", "https://chat.example.org/api/socket", "wss://chat.example.org/api/socket"],
  ["https://example.org/chat", "https://example.org/chat/api/socket", "wss://example.org/chat/api/socket"],
  ["https://example.org/chat/?x=1#y", "https://example.org/chat/api/socket", "wss://example.org/chat/api/socket"],
])("%s is the address of a server", (server, http, socket) => {
  expect(addressOf(server, "/api/socket").href).toBe(http);
  expect(socketAddressOf(server, "/api/socket")).toBe(socket);
});

test.each([
  ["ws://127.0.0.1:7070", "http://127.0.0.1:7070/api/session"],
  ["wss://chat.example.org/chat", "https://chat.example.org/chat/api/session"],
])("%s names the same server as %s", (server, http) => {
  expect(addressOf(server, "/api/session").href).toBe(http);
});

test.each(["shoal", "localhost:9527", "127.0.0.1:9527", "", "ftp://example.org", "https://"])(
  "%p is no address: the client and the sign-in say so at once",
  async (server) => {
    expect(() => addressOf(server, "/api/socket")).toThrow("must be like https://chat.example.org");
    expect(() => new ShoalClient(server)).toThrow(TypeError);
    await expect(signIn(server, { nickname: "ann" })).rejects.toThrow(TypeError);
  },
);
