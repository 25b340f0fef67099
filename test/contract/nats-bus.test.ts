import { describe, expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "@nats-io/transport-node";
import { systemClock } from "../../src/clock.ts";
import { parseBusAddress } from "../../src/server/bus/bus-address.ts";
import { NatsCarrier } from "../../src/server/bus/nats-bus.ts";
import { OUTGOING_BYTES_MAX } from "../../src/server/bus/outgoing.ts";
import { encodeMessage, packetHeader } from "../../src/server/bus/packet.ts";
import { PacketBus } from "../../src/server/bus/packet-bus.ts";
import { eventually } from "../support/eventually.ts";
import { NatsServer } from "../support/nats-server.ts";
import { RecordedLog } from "../support/recorded-log.ts";
import { selfSigned } from "../support/self-signed.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { busContract } from "./bus.ts";

busContract("a bus over NATS", async () => {
  const server = await NatsServer.start();
  const log = new RecordedLog();
  const buses: PacketBus[] = [];
  return {
    log,
    open() {
      const bus = openBus(server.url, log);
      buses.push(bus);
      return bus;
    },
    cut: () => server.kill(),
    mend: () => server.restart(),
    async [Symbol.asyncDispose]() {
      await Promise.all(buses.map((bus) => bus.close()));
      await server[Symbol.asyncDispose]();
    },
  };
});

const users = `
authorization {
  users = [
    { user: shoal, password: "s3cret/+ 字", permissions: { publish: "shoal.>", subscribe: "shoal.>" } }
    { user: mute, password: "s3cret", permissions: { publish: "other", subscribe: "shoal.>" } }
    { user: deaf, password: "s3cret", permissions: { publish: "shoal.>", subscribe: "other" } }
  ]
}`;

describe("who may come in", () => {
  test("a user with the right password and the right subjects is connected; the others are told why, and no password is logged", async () => {
    await using server = await NatsServer.start({ configuration: users });
    const log = new RecordedLog();
    const urlOf = (user: string, password: string): string =>
      server.url.replace("//", `//${user}:${encodeURIComponent(password)}@`);
    const good = openBus(urlOf("shoal", "s3cret/+ 字"), log);
    await eventually(() => expect(good.isConnected).toBe(true));
    const refused = [urlOf("shoal", "s3cret"), urlOf("mute", "s3cret"), urlOf("deaf", "s3cret"), server.url].map((url) =>
      openBus(url, log),
    );
    const reasons = () => log.entries.flatMap(({ fields }) => fields.reason ?? []).map((reason) => String(reason).toLowerCase());
    await eventually(() => expect(reasons()).toHaveLength(4));
    expect(reasons().filter((reason) => reason.includes("authorization violation"))).toHaveLength(2);
    expect(reasons().filter((reason) => reason.includes("permissions violation for publish to"))).toHaveLength(1);
    expect(reasons().filter((reason) => reason.includes("permissions violation for subscription to"))).toHaveLength(1);
    expect(refused.map(({ isConnected }) => isConnected)).toEqual([false, false, false, false]);
    expect(log.messages("info")).toEqual(["the bus is connected"]);
    expect(JSON.stringify(log.entries)).not.toContain("s3cret");
    await Promise.all([good, ...refused].map((bus) => bus.close()));
  });

  test("a server that takes less than a packet says so at once, and not with the first large one", async () => {
    await using server = await NatsServer.start({ configuration: "max_payload: 4096" });
    const log = new RecordedLog();
    const bus = openBus(server.url, log);
    await eventually(() => expect(log.entries[0]?.fields.reason).toBe("its max_payload is 4096; give it 7900 or more"));
    await bus.close();
  });

  test("a token is enough where the server has one", async () => {
    await using server = await NatsServer.start({ configuration: 'authorization { token: "t0k/en" }' });
    const bus = openBus(server.url.replace("//", "//t0k%2Fen@"), new RecordedLog());
    await eventually(() => expect(bus.isConnected).toBe(true));
    await bus.close();
  });

  test("tls:// sends no password to a server without TLS", async () => {
    await using server = await NatsServer.start({ configuration: users });
    const log = new RecordedLog();
    const bus = openBus(`tls://shoal:s3cret@127.0.0.1:${server.port}`, log);
    await eventually(() => expect(log.entries[0]?.fields.reason).toBe("server does not support 'tls'"));
    await bus.close();
  });

  test("tls:// checks the certificate, and with the right authority messages pass", async () => {
    const { key, certificate } = selfSigned("localhost");
    await using folder = await temporaryFolder();
    const [certFile, keyFile] = [join(folder.path, "tls.crt"), join(folder.path, "tls.key")];
    await Promise.all([writeFile(certFile, certificate), writeFile(keyFile, key)]);
    await using server = await NatsServer.start({ configuration: `tls { cert_file: "${certFile}", key_file: "${keyFile}" }` });
    const log = new RecordedLog();
    const bus = openBus(`tls://localhost:${server.port}`, log);
    await eventually(() => expect(log.entries[0]?.fields.reason).toMatch(/self.signed|certificate/i));
    expect(bus.isConnected).toBe(false);
    await bus.close();
    const program = join(import.meta.dir, "../support/bus-program.ts");
    const child = Bun.spawn([process.execPath, program, `tls://localhost:${server.port}`], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certFile },
      stdio: ["ignore", "pipe", "inherit"],
    });
    expect([await new Response(child.stdout).text(), await child.exited]).toEqual(["connected\n", 0]);
  });
});

test("buses of another cluster on the same NATS hear nothing", async () => {
  await using server = await NatsServer.start();
  const log = new RecordedLog();
  const [ann, ben, stranger] = [
    openBus(server.url, log),
    openBus(server.url, log),
    openBus(server.url, log, { cluster: "rock" }),
  ];
  await eventually(() => expect([ann, ben, stranger].every(({ isConnected }) => isConnected)).toBe(true));
  const heard: string[] = [];
  for (const bus of [ben, stranger]) bus.subscribe("typing", (text) => heard.push(text));
  stranger.publish("typing", "of a stranger");
  ann.publish("typing", "of ann");
  await eventually(() => expect(heard).toContain("of ann"));
  expect(heard).toEqual(["of ann"]);
  await Promise.all([ann, ben, stranger].map((bus) => bus.close()));
});

test("what other programs publish to the nodes' subject is dropped and counted, and messages of nodes pass beside it", async () => {
  await using server = await NatsServer.start();
  const log = new RecordedLog();
  const ann = openBus(server.url, log);
  await eventually(() => expect(ann.isConnected).toBe(true));
  const heard: string[] = [];
  ann.subscribe("typing", (text) => heard.push(text));
  const stranger = await connect({ servers: [`127.0.0.1:${server.port}`] });
  const { max_payload: payloadBytesMax = 0 } = stranger.info ?? {};
  const garbage = ["", "{}", "shoal-bus/2 n_ann 1\ntyping 2\nhi", new Uint8Array(64 * 1024), new Uint8Array(payloadBytesMax)];
  for (let round = 0; round < 20; round += 1) for (const each of garbage) stranger.publish("shoal.reef", each);
  stranger.publish("shoal.reef", packetHeader("n_ben", 1) + encodeMessage({ subject: "typing", text: "hi" }));
  await eventually(() => expect(heard).toEqual(["hi"]));
  expect(ann.figures).toMatchObject({ isConnected: true, droppedCounts: { invalid: 100 } });
  expect(log.messages("warn")).toEqual(["the bus brings what no node of this version sends"]);
  await Promise.all([stranger.close(), ann.close()]);
});

test("a server that takes nothing costs a bounded amount of memory, and is given up", async () => {
  await using server = await NatsServer.start();
  const log = new RecordedLog();
  const ann = openBus(server.url, log, { pingIntervalMs: 300 });
  await eventually(() => expect(ann.isConnected).toBe(true));
  server.pause();
  const text = "x".repeat(7_000);
  const count = Math.floor((3 * OUTGOING_BYTES_MAX) / text.length);
  for (let each = 0; each < count; each += 1) ann.publish("presence", text);
  await eventually(() => expect(ann.isConnected).toBe(false), 30_000);
  const { sentCount, droppedCounts } = ann.figures;
  expect(sentCount).toBe(0);
  expect(droppedCounts.full).toBeGreaterThan(count / 2);
  expect(droppedCounts.full + droppedCounts.unconnected).toBe(count);
  server.resume();
  await eventually(() => expect(ann.isConnected).toBe(true), 20_000);
  await ann.close();
}, 60_000);

test("several servers: with one of them away the others serve", async () => {
  await using away = await NatsServer.start();
  await using server = await NatsServer.start();
  await away.kill();
  const bus = openBus(`${away.url},${server.url}`, new RecordedLog());
  await eventually(() => expect(bus.isConnected).toBe(true));
  await bus.close();
});

interface CarrierOptions {
  readonly cluster?: string;
  readonly pingIntervalMs?: number;
}

function openBus(url: string, log: RecordedLog, { cluster = "reef", pingIntervalMs }: CarrierOptions = {}): PacketBus {
  const address = parseBusAddress(url);
  if (address?.type !== "nats") throw new Error(`${url} is no NATS.`);
  return new PacketBus({ carrier: new NatsCarrier(address, cluster, pingIntervalMs), clock: systemClock, log });
}
