import { expect, test } from "bun:test";
import { parseBusAddress } from "./bus-address.ts";

test("a NATS has servers and, where it wants them, a user and a password or a token", () => {
  const plain = { type: "nats", servers: ["10.0.0.1:4222"], hasTls: false, credentials: undefined };
  expect(parseBusAddress("nats://10.0.0.1")).toEqual({ ...plain, type: "nats" });
  expect(parseBusAddress(" nats://10.0.0.1:4222/ ")).toEqual({ ...plain, type: "nats" });
  expect(parseBusAddress("tls://ann:p%40ss@one.example.org, tls://two.example.org:4333,tls://[::1]")).toEqual({
    type: "nats",
    servers: ["one.example.org:4222", "two.example.org:4333", "[::1]:4222"],
    hasTls: true,
    credentials: { user: "ann", pass: "p@ss" },
  });
  expect(parseBusAddress("nats://t0ken@host,nats://t0ken@other")).toMatchObject({ credentials: { token: "t0ken" } });
});

test("PostgreSQL keeps its address, and is shown without its password", () => {
  const url = "postgres://ann:s3cret@db.example.org/shoal?sslmode=require";
  expect(parseBusAddress(url)).toEqual({ type: "notify", url, server: "db.example.org:5432" });
  expect(parseBusAddress("postgresql://db:6432/shoal")).toMatchObject({ type: "notify", server: "db:6432" });
});

test.each([
  "",
  "host:4222",
  "http://host",
  "nats://",
  "nats:host",
  "nats://host/subject",
  "nats://host?tls=1",
  "nats://host,",
  "nats://host,tls://other",
  "nats://host,postgres://other",
  "nats://ann:one@host,nats://ben:two@other",
  "nats://%zz@host",
  "postgres://one/shoal,postgres://two/shoal",
  "postgres:///shoal",
  Array(17).fill("nats://host").join(),
])("no bus is at %p", (text) => {
  expect(parseBusAddress(text)).toBeUndefined();
});
