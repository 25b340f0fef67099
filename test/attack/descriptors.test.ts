import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { paths } from "../../src/protocol/http.ts";
import { eventually, pause } from "../support/eventually.ts";
import { handshake, RawConnection } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";
import { Canary } from "./canary.ts";

const fewDescriptors = { prelude: "ulimit -n 96" };
const CONNECTIONS = 200;

test("beyond the descriptors that it may open a server refuses connections, says so once, and stays calm", async () => {
  await using server = await ServerProcess.start(fewDescriptors);
  using canary = await Canary.enter(server);
  using crowd = openSockets(server.url, handshake(server.url));
  await eventually(() => expect(crowd.answers().filter((answer) => answer.startsWith("HTTP/1.1 503 "))).not.toHaveLength(0));
  expect(crowd.answers().filter((answer) => answer.startsWith("HTTP/1.1 101 ")).length).toBeGreaterThan(20);
  expect(await canary.talk(2_000)).toMatchObject({ lostCount: 0 });
  expect(await busyShare(server)).toBeLessThan(0.5);
  expect(server.log.match(/ulimit -n/g)).toHaveLength(1);
  expect((await fetch(server.url + paths.health)).status).toBe(200);

  crowd[Symbol.dispose]();
  await eventually(async () => expect((await fetch(server.url + paths.session)).status).toBe(401));
});

test("connections that ask for nothing may take every descriptor, and cost nothing but the place of new ones", async () => {
  await using server = await ServerProcess.start(fewDescriptors);
  using canary = await Canary.enter(server);
  using crowd = openSockets(server.url);
  await eventually(() => expect(server.log).toContain("the port is closed until some are free"));
  expect(await canary.talk(2_000)).toMatchObject({ lostCount: 0 });
  expect(await busyShare(server)).toBeLessThan(0.5);

  crowd[Symbol.dispose]();
  await eventually(async () => expect((await fetch(server.url + paths.session)).status).toBe(401));
  using again = await RawConnection.open(server.url);
  again.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await again.answers(/^HTTP\/1\.1 200 /);
});

function openSockets(url: string, request = "") {
  const { hostname, port } = new URL(url);
  const answers = new Map<Socket, string>();
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.on("data", (bytes: Buffer) => answers.set(socket, (answers.get(socket) ?? "") + bytes.toString("latin1")));
    socket.on("error", () => {});
    return socket;
  });
  return {
    answers: () => [...answers.values()],
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The part of a core that the server takes while no client asks for anything. */
async function busyShare({ pid }: ServerProcess): Promise<number> {
  const [ticksBefore, timeBefore] = [cpuTicks(pid), performance.now()];
  await pause(1_000);
  return ((cpuTicks(pid) - ticksBefore) * 10) / (performance.now() - timeBefore);
}

/** Hundredths of a second. */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return Number(fields[11]) + Number(fields[12]);
}
