import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "node:tls";
import { downloadFile, LOBBY_ID, uploadFile } from "../../src/client/index.ts";
import { transportNames } from "../../src/client/transports/choose-transports.ts";
import { paths } from "../../src/protocol/http.ts";
import { eventually } from "../support/eventually.ts";
import { enter, expectGapless, type Participant, wholeHistory } from "../support/people.ts";
import { RawConnection } from "../support/raw-socket.ts";
import { selfSigned } from "../support/self-signed.ts";
import { runShoal, ServerProcess } from "../support/server-process.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporary-folder.ts";

setDefaultTimeout(60_000);

const WITHIN_MS = 20_000;
let folder: TemporaryFolder;
let trustBefore: string | undefined;

beforeAll(async () => {
  folder = await temporaryFolder();
  // The clients of this process take any certificate; which one was shown is compared by its name.
  trustBefore = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
});

afterAll(async () => {
  if (trustBefore === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  else process.env.NODE_TLS_REJECT_UNAUTHORIZED = trustBefore;
  await folder[Symbol.asyncDispose]();
});

/** The certificate and the key of a server, as files that a test can replace. */
class Files {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  get cert(): string {
    return join(folder.path, `${this.#name}.crt`);
  }

  get key(): string {
    return join(folder.path, `${this.#name}.key`);
  }

  get flags(): string[] {
    return ["--tls-cert", this.cert, "--tls-key", this.key];
  }

  async write(subject: string): Promise<this> {
    const { certificate, key } = selfSigned(subject);
    await writeFile(this.cert, certificate);
    await writeFile(this.key, key);
    return this;
  }
}

/** Whose certificate a new connection is shown. */
function shownBy({ port }: { readonly port: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

test("[P199] a certificate is replaced under open connections of every transport: none is lost, and nothing that is said", async () => {
  const files = await new Files("renewed").write("localhost");
  await using server = await ServerProcess.start({ flags: [...files.flags, "--messages-per-second", "0"] });
  const url = `https://localhost:${server.port}`;
  const people = await Promise.all(transportNames.map((transport) => enter(url, `ann ${transport}`, { transport })));
  const states: string[] = [];
  // A request over HTTP may meet a kept socket that is just being closed, and is made again over another.
  people[0]?.client.on("state", ({ state }) => states.push(state));
  const sent: string[] = [];
  let isOver = false;
  const talking = people.map(async ({ client, user }) => {
    for (let count = 0; !isOver; count += 1) {
      const text = `${user.nickname} ${count}`;
      await client.send(LOBBY_ID, text);
      sent.push(text);
      await Bun.sleep(10);
    }
  });
  const said = (entry: string) => eventually(() => expect(server.log).toContain(entry), WITHIN_MS);

  expect(await shownBy(server)).toBe("localhost");
  await files.write("second.test");
  await eventually(async () => expect(await shownBy(server)).toBe("second.test"), WITHIN_MS);
  await said('info the certificate was replaced names="second.test"');

  await writeFile(files.cert, "garbage");
  await said("warn the new certificate cannot be used; the one before stays");
  expect(await shownBy(server)).toBe("second.test");

  await files.write("third.test");
  await eventually(async () => expect(await shownBy(server)).toBe("third.test"), WITHIN_MS);
  const enough = sent.length + 20;
  await eventually(() => expect(sent.length).toBeGreaterThan(enough), WITHIN_MS);
  isOver = true;
  await Promise.all(talking);
  await expectSameTalk(people, sent);
  expect(states).toEqual([]); // the WebSocket is live all along
  expect(people.map(({ client }) => client.state)).toEqual(people.map(() => "live"));
  expect(people.map(({ client }) => client.transport)).toEqual([...transportNames]);
  for (const person of people) person[Symbol.dispose]();
  expect(server.log).not.toContain("error");
  expect(await server.terminate()).toBe(0);
});

async function expectSameTalk(people: readonly Participant[], sent: readonly string[]): Promise<void> {
  const [first] = people;
  if (first === undefined) throw new Error("Nobody is here.");
  const log = await wholeHistory(first, LOBBY_ID);
  expectGapless(log);
  expect(log.flatMap((event) => (event.type === "message" ? [event.text] : [])).toSorted()).toEqual([...sent].toSorted());
  for (const { events } of people) {
    await eventually(() => expect(events.get(LOBBY_ID)?.at(-1)?.seq).toBe(log.at(-1)?.seq ?? 0), WITHIN_MS);
    const seen = events.get(LOBBY_ID) ?? [];
    expect(seen).toEqual(log.slice(-seen.length));
  }
}

test("[P198] everything works over TLS, on both families of addresses, and nothing without it", async () => {
  const files = await new Files("whole").write("localhost");
  await using server = await ServerProcess.start({ flags: [...files.flags, "--host", "::"] });
  const { port } = server;
  using ann = await enter(`https://localhost:${port}`, "ann");
  for (const host of ["127.0.0.1", "[::1]", "localhost"]) {
    const url = `https://${host}:${port}`;
    const { status, headers } = await fetch(`${url}/lab`);
    expect([host, status]).toEqual([host, 200]);
    // Other servers of a developer's machine are `localhost`, too.
    expect(headers.get("strict-transport-security")).toBe(host === "localhost" ? null : "max-age=15552000");
    expect(await echoedBy(`wss://${host}:${port}/echo`)).toBe("hello 小鱼");
  }

  const url = `https://127.0.0.1:${port}`;
  const { token } = ann;
  const bytes = crypto.getRandomValues(new Uint8Array(700 * 1024));
  const file = { name: "reef.bin", type: "application/octet-stream", byteLength: bytes.length };
  const id = await uploadFile(url, new Blob([bytes]), { token, name: file.name });
  await ann.client.send(LOBBY_ID, "look", { files: [{ id, ...file }] });
  const parts: Uint8Array[] = [];
  for await (const part of downloadFile(url, { id, ...file }, { token })) parts.push(part);
  expect(Buffer.concat(parts).equals(bytes)).toBe(true);

  // A request of the page that names no origin gets a cookie for TLS only, too.
  expect((await fetch(url + paths.session)).headers.get("set-cookie")).toContain("; Secure");
  const own = await fetch(url + paths.session, { headers: { Origin: `http://127.0.0.1:${port}` } });
  expect(await own.json()).toMatchObject({ error: "forbidden-origin" });

  // Plain HTTP is no TLS: Bun hangs up.
  using plain = await RawConnection.open(server.url);
  plain.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await plain.ended();
  expect(plain.received.length).toBe(0);
  using garbage = await RawConnection.open(server.url);
  garbage.write(crypto.getRandomValues(new Uint8Array(64 * 1024)));
  await garbage.ended();
  expect(await echoedBy(`wss://127.0.0.1:${port}/echo`)).toBe("hello 小鱼");
});

async function echoedBy(url: string): Promise<unknown> {
  const socket = new WebSocket(url);
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  socket.onopen = () => socket.send("hello 小鱼");
  socket.onmessage = ({ data }) => resolve(data);
  socket.onerror = () => reject(new Error(`No socket to ${url}.`));
  try {
    return await promise;
  } finally {
    socket.close();
  }
}

test("[P198] older versions of TLS are refused", async () => {
  const files = await new Files("versions").write("localhost");
  await using server = await ServerProcess.start({ flags: files.flags });
  const versionOf = (version: "TLSv1.1" | "TLSv1.2" | "TLSv1.3") =>
    new Promise((resolve) => {
      const options = {
        host: "127.0.0.1",
        port: server.port,
        rejectUnauthorized: false,
        minVersion: version,
        maxVersion: version,
      };
      const socket = connect(options, () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.once("error", () => resolve("refused"));
    });
  expect(await Promise.all([versionOf("TLSv1.1"), versionOf("TLSv1.2"), versionOf("TLSv1.3")])).toEqual([
    "refused",
    "TLSv1.2",
    "TLSv1.3",
  ]);
});

test("the terminal talks and looks over TLS to a server that it trusts, and says why it does not trust another", async () => {
  const files = await new Files("terminal").write("localhost");
  await using server = await ServerProcess.start({ flags: [...files.flags, "--base-path", "/chat/"] });
  const url = `https://localhost:${server.port}/chat/`;
  using ben = await enter(url, "ben");
  const environment = { NODE_EXTRA_CA_CERTS: files.cert, NODE_TLS_REJECT_UNAUTHORIZED: "1", XDG_STATE_HOME: folder.path };
  const input = join(folder.path, "input");
  await writeFile(input, "hello from the terminal\n");
  const prelude = `exec < ${input}`;
  await using chat = runShoal(["chat", `${url}#c=lobby&m=1`, "--nickname", "ann"], { environment, prelude });
  expect(await chat.exited).toBe(0);
  await eventually(() => expect(ben.texts(LOBBY_ID)).toContain("hello from the terminal"));

  await using strange = runShoal(["chat", url, "--nickname", "eve"], {
    environment: { ...environment, NODE_EXTRA_CA_CERTS: "", LANG: "C.UTF-8" },
  });
  expect(await strange.exited).toBe(1);
  expect(strange.stderr).toContain("NODE_EXTRA_CA_CERTS");

  await using link = runShoal(["admin-link", "--data", server.dataFolder]);
  expect(await link.exited).toBe(0);
  expect(link.stdout).toContain(`${url}#admin=`);

  await using looking = runShoal(["inspect", `wss://localhost:${server.port}/chat/echo`], { environment });
  await looking.says(/The WebSocket is open/);
  expect(await looking.end("SIGINT")).toBe(0);
});

test.each([
  [["--tls-cert", "missing.crt", "--tls-key", "missing.key"], "shoal: Cannot read missing.crt: "],
  [["--tls-cert", "missing.crt"], "error: TLS needs both --tls-cert and --tls-key."],
  [["--base-path", "/chat room/"], "A base path looks like /chat/"],
  [["--allow-host", "chat:9527"], "A name of a host looks like chat or chat.example.org, without a port."],
  [["--allow-frames", "*"], "Name each origin that may embed the chat, like https://www.example.org; * is not allowed."],
  [["--host", "fe80::1%eth0"], "An address with a zone (%) has no URL"],
])("%p does not start, and says why", async (flags, sentence) => {
  await using command = runShoal(["serve", "--port", "0", "--data", join(folder.path, "data"), ...flags]);
  expect(await command.exited).toBe(1);
  expect(command.stderr).toContain(sentence);
});
