import { expect, test } from "bun:test";
import * as v from "valibot";
import { LOBBY_ID, signIn, type TransportName } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { type LabCosts, labCosts, labPaths } from "../../src/protocol/lab.ts";
import { EventStreamReader } from "../support/event-stream-reader.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { RawConnection, RawSocket } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const names = ["websocket", "stream", "long-poll", "poll"] as const satisfies readonly TransportName[];

const costsOf = (lab: EventStreamReader): LabCosts => v.parse(labCosts, lab.last("costs"));

/** As they are now. */
async function costsNow(server: TestServer, lab: EventStreamReader): Promise<LabCosts> {
  const before = lab.events.length;
  server.clock.advance(1_000);
  return await eventually(() => {
    expect(lab.events.slice(before).map(({ event }) => event)).toContain("costs");
    return costsOf(lab);
  });
}

test("[P143a] [P143b] every transport has its costs, which grow with what it carries", async () => {
  await using server = await ServerProcess.start();
  using lab = await EventStreamReader.open(`${server.url}${labPaths.feed}?costs=1`);
  await eventually(() => expect(lab.last("costs")).toBeDefined());
  const persons = await Promise.all(names.map((name) => enter(server.url, `ann-${name}`, { transport: name })));
  await Promise.all(persons.map(({ client }) => client.send(LOBBY_ID, "hello")));
  await eventually(() => {
    for (const name of names) {
      const { connections, held, queuedBytes, ...counters } = costsOf(lab).transports[name];
      expect([connections, queuedBytes]).toEqual([1, 0]);
      expect(held).toBeLessThanOrEqual(name === "poll" ? 0 : 1);
      for (const value of Object.values(counters)) expect(value).toBeGreaterThan(0);
    }
  });
  for (const person of persons) person[Symbol.dispose]();
  await eventually(() => {
    for (const name of names) expect(costsOf(lab).transports[name]).toMatchObject({ connections: 0, held: 0 });
  });
  const { cpuUserMs, cpuSystemMs, rssBytes } = costsOf(lab);
  for (const value of [cpuUserMs, cpuSystemMs, rssBytes]) expect(value).toBeGreaterThan(0);
}, 60_000);

test("[P143b] over HTTP the bytes are those of the wire, but for what the runtime adds", async () => {
  await using server = await startTestServer();
  using lab = await EventStreamReader.open(`${server.url}${labPaths.feed}?costs=1`);
  await eventually(() => expect(lab.last("lab")).toBeDefined());
  const { token } = await signIn(server.url, { nickname: "ann" });
  const before = (await costsNow(server, lab)).transports.poll;
  using connection = await RawConnection.open(server.url);
  const body = '{"version":1}';
  const head = `POST ${paths.poll} HTTP/1.1\r\nhost: ${new URL(server.url).host}\r\nauthorization: Bearer ${token}\r\ncontent-length: ${body.length}\r\n\r\n`;
  connection.write(head + body);
  const answer = await connection.answers(/^(HTTP\/1\.1 200 .*\r\n\r\n.*retry: \d+\n\n)/s);
  const headDown = `${answer.split("\r\n\r\n")[0]}\r\n\r\n`;
  const added = [...headDown.matchAll(/^(?:date|content-length|transfer-encoding): .*\r\n/gim)].join("").length;
  const after = (await costsNow(server, lab)).transports.poll;
  expect(after).toMatchObject({
    requests: before.requests + 1,
    bytesUp: before.bytesUp + body.length,
    headBytesUp: before.headBytesUp + head.length,
    bytesDown: before.bytesDown + answer.length - headDown.length,
    headBytesDown: before.headBytesDown + headDown.length - added,
    ...{ connections: 1, held: 0 },
  });
});

test("[P143b] over WebSocket the bytes are those of the wire", async () => {
  await using server = await startTestServer();
  using lab = await EventStreamReader.open(`${server.url}${labPaths.feed}?costs=1`);
  await eventually(() => expect(lab.last("lab")).toBeDefined());
  const { token } = await signIn(server.url, { nickname: "ann" });
  using socket = await RawSocket.open(server.url);
  const said: string[] = [];
  const say = (frame: object): void => {
    said.push(JSON.stringify(frame));
    socket.send(JSON.stringify(frame));
  };
  say({ type: "hello", version: 1, token });
  await eventually(() => expect(socket.texts.join()).toContain('"welcome"'));
  for (const clientMessageId of ["m_0000000001", "m_0000000002"]) {
    say({
      type: "send",
      clientMessageId,
      conversationId: LOBBY_ID,
      text: "x".repeat(clientMessageId === "m_0000000001" ? 1 : 5_000),
    });
    await eventually(() =>
      expect(socket.texts.filter((text) => text.includes(clientMessageId)).length).toBeGreaterThanOrEqual(2),
    );
  }
  const { websocket } = (await costsNow(server, lab)).transports;
  const received = socket.texts;
  const payloads = received.reduce((total, text) => total + Buffer.byteLength(text), 0);
  expect(websocket).toMatchObject({
    ...{ connections: 1, held: 1, queuedBytes: 0, requests: 1 },
    ...{ framesUp: said.length, bytesUp: said.join("").length, framesDown: received.length, bytesDown: payloads },
  });
  const wholeStream = socket.connection.received.toString("latin1").split("\r\n\r\n").slice(1).join("\r\n\r\n").length;
  expect(websocket.bytesDown + websocket.headBytesDown).toBe(wholeStream);
});

test("[P143a] without a lab that asks nothing is counted", async () => {
  await using server = await startTestServer();
  using lab = await EventStreamReader.open(`${server.url}${labPaths.feed}?costs=1`);
  await eventually(() => expect(lab.last("lab")).toBeDefined());
  lab[Symbol.dispose]();
  using silent = await EventStreamReader.open(server.url + labPaths.feed);
  await eventually(() => {
    server.clock.advance(500);
    expect(silent.last("observers")).toMatchObject({ labCount: 1 });
  });
  using _ann = await enter(server.url, "ann");
  using again = await EventStreamReader.open(`${server.url}${labPaths.feed}?costs=1`);
  await eventually(() => expect(again.last("lab")).toBeDefined());
  const { websocket } = (await costsNow(server, again)).transports;
  expect(websocket).toMatchObject({ connections: 1, held: 1, requests: 0, framesUp: 0, framesDown: 0, bytesDown: 0 });
});
