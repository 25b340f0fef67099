import { describe, expect, test } from "bun:test";
import { LOBBY_ID, signIn } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import { eventually } from "../support/eventually.ts";
import { garbage, randomBytes } from "../support/garbage.ts";
import { enter, type Participant } from "../support/people.ts";
import { SeededRandom } from "../support/random.ts";
import { handshake, RawConnection, RawSocket } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";

const LINES = 10_000;
const SLOW_CONNECTIONS = 200;
const MEMORY_GROWTH_BYTES_MAX = 150 * 1024 * 1024;

const random = new SeededRandom();
console.log(`SEED=${random.seed}`);

describe("[P1b, P1d] each kind of garbage has its answer", () => {
  for (const { name, bytes, answer } of garbage) {
    test(name, async () => {
      await using server = await ServerProcess.start();
      using socket = await greet(server, await tokenOf(server, "mallory"));
      socket.connection.write(bytes(random));
      if (answer === "bad-frame") {
        await eventually(() =>
          expect(frames(socket).at(-1)).toMatchObject({
            type: "error",
            code: expect.stringMatching(/^(bad-frame|unsupported)$/),
          }),
        );
        socket.send('{"type":"ping"}');
        await eventually(() => expect(frames(socket).at(-1)).toEqual({ type: "pong" }));
      } else {
        await socket.connection.ended();
        expect(answer).toContain(socket.closeCode ?? 1006);
      }
      expect(server.log).not.toContain("error");
    });
  }
});

// The second of these waits for a limit of the server meanwhile.
test.concurrent("ten thousand lines of garbage do not affect others", async () => {
  await using server = await ServerProcess.start();
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  // One user may not open connections that fast [P93d].
  const tokens = await Promise.all(Array.from({ length: 24 }, (_, index) => tokenOf(server, `mallory ${index}`)));
  const residentBytes = server.residentBytes;
  let linesLeft = LINES;
  const isStormy = (): boolean => linesLeft > 0;

  async function storm(): Promise<void> {
    while (isStormy()) {
      using socket = random.chance(0.2) ? await RawSocket.open(server.url) : await greet(server, random.pick(tokens));
      while (isStormy() && !socket.connection.hasEnded && random.chance(0.9)) {
        for (let lines = random.integer(1, 10); lines > 0; lines -= 1, linesLeft -= 1) {
          socket.connection.write(random.chance(0.02) ? randomBytes(random, 500) : random.pick(garbage).bytes(random));
        }
        // What was written is answered, or ends the connection, before more is written.
        await answered(socket);
      }
    }
  }

  const { length: talk } = await during(Promise.all(Array.from({ length: 8 }, storm)), isStormy, ann, ben);
  console.log(`${talk} messages were exchanged meanwhile`);
  expect(ann.client.state).toBe("live");
  expect(ben.client.state).toBe("live");
  expect(await connectionCount(server)).toBe(2);
  expect(server.residentBytes - residentBytes).toBeLessThan(MEMORY_GROWTH_BYTES_MAX);
  expect(server.log).not.toContain("error");
}, 120_000);

test.concurrent("handshakes that never end and headers that drip are given up, and do not affect others", async () => {
  await using server = await ServerProcess.start();
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  const whole = handshake(server.url);
  const connections = await Promise.all(Array.from({ length: SLOW_CONNECTIONS }, () => RawConnection.open(server.url)));
  for (const connection of connections) connection.write(whole.slice(0, random.integer(0, whole.length - 5)));
  const dripping = setInterval(() => {
    for (const connection of connections) if (random.chance(0.5)) connection.write("X");
  }, 500);
  try {
    const ended = Promise.all(connections.map((connection) => connection.ended(30_000)));
    await during(ended, () => connections.some(({ hasEnded }) => !hasEnded), ann, ben);
  } finally {
    clearInterval(dripping);
    for (const connection of connections) connection[Symbol.dispose]();
  }
  expect(server.log).not.toContain("error");
}, 60_000);

test("invalid requests are refused, and the server goes on", async () => {
  await using server = await ServerProcess.start();
  const requests = [
    "\u0000\u0001\u0002 garbage\r\n\r\n",
    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001", // the beginning of TLS
    "GET /\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n", // no Host
    `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ${"a".repeat(100_000)}\r\n\r\n`,
    "POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    `POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n${"1000\r\n".concat("a".repeat(4096), "\r\n").repeat(60)}`,
  ];
  for (const request of requests) {
    using connection = await RawConnection.open(server.url);
    connection.write(request);
    await connection.ended();
    expect(connection.received.toString("latin1")).toMatch(/^HTTP\/1\.1 (4\d\d|505) /);
  }
  {
    using connection = await RawConnection.open(server.url);
    connection.write("POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\n{");
  }
  expect((await fetch(server.url + paths.health)).status).toBe(200);
  expect(server.log).not.toContain("error");
});

/** Ann and ben talk until the trouble is over, and the server says that it is well. What they said is given back. */
async function during(trouble: Promise<unknown>, isOn: () => boolean, ann: Participant, ben: Participant): Promise<string[]> {
  const said: string[] = [];
  async function talk(): Promise<void> {
    while (isOn() || said.length < 5) {
      const text = `${said.length}`;
      said.push(text);
      await (said.length % 2 === 0 ? ann : ben).client.send(LOBBY_ID, text);
      expect((await fetch(ann.client.url + paths.health)).status).toBe(200);
      await Bun.sleep(60); // below the limit of what one may write
    }
  }
  await Promise.all([trouble, talk()]);
  for (const person of [ann, ben]) await eventually(() => expect(person.texts(LOBBY_ID)).toEqual(said));
  return said;
}

async function tokenOf(server: ServerProcess, nickname: string): Promise<string> {
  const { token } = await signIn(server.url, { nickname });
  if (token === undefined) throw new Error("The server keeps the token.");
  return token;
}

async function greet(server: ServerProcess, token: string): Promise<RawSocket> {
  const socket = await RawSocket.open(server.url);
  socket.send(JSON.stringify({ type: "hello", version: PROTOCOL_VERSION, token }));
  await eventually(() => expect(frames(socket)[0]).toMatchObject({ type: "welcome" }));
  return socket;
}

function frames(socket: RawSocket): { type: string }[] {
  return socket.texts.map((text) => JSON.parse(text) as { type: string });
}

async function answered(socket: RawSocket): Promise<void> {
  const count = socket.texts.length;
  socket.send('{"type":"ping"}');
  await eventually(() => {
    const isAnswered = socket.connection.hasEnded || socket.closeCode !== undefined || socket.texts.length > count;
    if (!isAnswered) throw new Error("Garbage is not answered.");
  });
}

async function connectionCount(server: ServerProcess): Promise<number> {
  return await eventually(async () => {
    const response = await fetch(server.url + paths.health);
    const { connections } = (await response.json()) as { connections: number };
    expect(connections).toBe(2);
    return connections;
  });
}
