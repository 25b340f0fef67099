import { expect, test } from "bun:test";
import type { HandshakeView } from "../../../protocol/http.ts";
import { compareFacts, compareHeaders } from "./compare-requests.ts";

const header = (name: string, value: string) => ({ name, value, byteLength: value.length });
const view = (headers: HandshakeView["headers"], more: Partial<HandshakeView> = {}): HandshakeView => ({
  ...{ request: "GET /api/lab/handshake", omittedCount: 0, headers },
  ...more,
});

test("headers are beside each other, and what the upgrade adds comes first", () => {
  const plain = view([header("accept", "*/*"), header("connection", "keep-alive"), header("host", "shoal")]);
  const upgrade = view([header("connection", "Upgrade"), header("host", "shoal"), header("upgrade", "websocket")]);
  expect(compareHeaders(plain, upgrade)).toEqual([
    { name: "upgrade", relation: "upgrade-only", upgrade: { text: "websocket" } },
    { name: "connection", relation: "different", plain: { text: "keep-alive" }, upgrade: { text: "Upgrade" } },
    { name: "accept", relation: "plain-only", plain: { text: "*/*" } },
    { name: "host", relation: "same", plain: { text: "shoal" }, upgrade: { text: "shoal" } },
  ]);
});

test("a value that was withheld is compared by what is told of it", () => {
  const [cookie] = compareHeaders(view([{ name: "cookie", byteLength: 9 }]), view([{ name: "cookie", byteLength: 9 }]));
  expect(cookie).toEqual({ name: "cookie", relation: "same", plain: { byteLength: 9 }, upgrade: { byteLength: 9 } });
});

test("the connection, the cookies' names and the extensions are compared, too, as far as the server tells them", () => {
  const facts = { httpVersion: "HTTP/1", clientAddress: "::1", cookieNames: ["a", "b"] };
  const plain = view([], { ...facts, remote: { address: "::1", port: 1 }, extensions: { offered: [], chosen: [] } });
  const upgrade = view([], {
    ...facts,
    remote: { address: "::1", port: 2 },
    extensions: { offered: ["permessage-deflate"], chosen: [] },
  });
  expect(compareFacts(plain, upgrade).map(({ name, relation }) => [name, relation])).toEqual([
    ["request", "same"],
    ["version", "same"],
    ["remote", "different"],
    ["client", "same"],
    ["cookies", "same"],
    ["offered", "different"],
    ["chosen", "same"],
  ]);
  expect(compareFacts(plain, upgrade)[2]).toMatchObject({ plain: { text: "[::1]:1" }, upgrade: { text: "[::1]:2" } });
  expect(compareFacts(view([]), view([])).map(({ name }) => name)).toEqual(["request"]);
});
