import { beforeEach, expect, test } from "bun:test";
import { limits } from "../../protocol/limits.ts";
import { settle } from "../testing/settle.ts";
import { Uplink } from "./uplink.ts";

let posts: { body: string; answer: (text: string) => void; fail: () => void }[];
let heard: string[];
let failures: unknown[];
let uplink: Uplink;

beforeEach(() => {
  posts = [];
  heard = [];
  failures = [];
  uplink = new Uplink({
    post: (body) => new Promise((answer, reject) => posts.push({ body, answer, fail: () => reject(new Error("cut")) })),
    onText: (text) => heard.push(text),
    onFailure: (error) => failures.push(error),
  });
});

test("tells when the server has confirmed everything, once", async () => {
  let count = 0;
  uplink.whenTaken(() => {
    count += 1;
  });
  uplink.open();
  uplink.send("a");
  await settle();
  uplink.send("b");
  posts[0]?.answer("");
  await settle();
  expect(count).toBe(0);
  posts[1]?.answer("");
  await settle();
  uplink.send("c");
  await settle();
  posts[2]?.answer("");
  await settle();
  expect(count).toBe(1);
});

test("[P36a] the frames of one turn leave together, one request at a time", async () => {
  uplink.open();
  uplink.send("one");
  uplink.send("two");
  await settle();
  uplink.send("three");
  await settle();
  expect(posts.map(({ body }) => body)).toEqual(["one\ntwo"]);
  expect(uplink.waitingBytes).toBe(11);
  posts[0]?.answer("yes\nno\n");
  await settle();
  expect(heard).toEqual(["yes", "no"]);
  expect(posts.map(({ body }) => body)).toEqual(["one\ntwo", "three"]);
});

test("waits for a connection to name", async () => {
  uplink.send("early");
  await settle();
  expect(posts).toEqual([]);
  uplink.open();
  await settle();
  expect(posts).toHaveLength(1);
});

test("[P36a] keeps the limits of a request, but one frame goes however large it is", async () => {
  uplink.open();
  for (let count = 0; count < limits.uplinkFramesMax + 1; count += 1) uplink.send("x");
  uplink.send("~".repeat(limits.uplinkBytesMax + 1));
  for (let count = 0; count < 3; count += 1) {
    await settle();
    posts.at(-1)?.answer("");
  }
  await settle();
  expect(posts.map(({ body }) => body.split("\n").length)).toEqual([limits.uplinkFramesMax, 1, 1]);
  expect(uplink.waitingBytes).toBe(0);
});

test("a failed request is reported, and nothing after the end", async () => {
  uplink.open();
  uplink.send("x");
  await settle();
  posts[0]?.fail();
  await settle();
  expect(failures).toHaveLength(1);
  uplink.close();
  uplink.send("y");
  await settle();
  expect(posts).toHaveLength(1);
});
