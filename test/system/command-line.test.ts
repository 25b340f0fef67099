import { describe, expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { socketAddressOf } from "../../src/client/address.ts";
import { LOBBY_ID } from "../../src/client/index.ts";
import { webSocketTransport } from "../../src/client/transports/websocket.ts";
import { errorKind } from "../../src/protocol/errors.ts";
import { paths } from "../../src/protocol/http.ts";
import { newClientMessageId } from "../../src/protocol/ids.ts";
import { everyHost, reachableUrls } from "../../src/server/addresses.ts";
import { BareChannel } from "../support/bare-channel.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { enter, wholeHistory } from "../support/people.ts";
import { handshake, RawConnection } from "../support/raw-socket.ts";
import { type RunningCommand, runShoal, ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// What users start: `bin/shoal`, and the source.
delete process.env.BUILT_SERVER;

const isAt = /Shoal is at (http:\/\/\S+)/;

describe("its own messages", () => {
  test("--help and --version", async () => {
    await using version = runShoal(["--version"]);
    expect(await version.exited).toBe(0);
    expect(version.stdout.trim()).toBe(packageJson.version);
    await using help = runShoal(["--help"]);
    expect(await help.exited).toBe(0);
    expect(help.stdout).toContain("serve");
    expect(help.stderr).toBe("");
  });

  test("serve --help names every flag with its variable and its default", async () => {
    await using help = runShoal(["serve", "--help"]);
    expect(await help.exited).toBe(0);
    for (const flag of [
      "port",
      "host",
      "lan",
      "data",
      "allow-origin",
      "allow-frames",
      "name",
      "messages-per-second",
      "uploads-max-bytes",
      "push",
      "log",
      "log-level",
      "metrics-from",
      "bus",
    ]) {
      expect(help.stdout).toContain(`--${flag}`);
      expect(help.stdout).toContain(`SHOAL_${flag.toUpperCase().replaceAll("-", "_")}`);
    }
    expect(help.stdout).toContain("9527");
  });

  for (const command of ["", "serve", "backup", "restore", "chat", "inspect"]) {
    test(`${["shoal", command].join(" ").trim()} --help fits into a terminal of 80 columns`, async () => {
      await using help = runShoal([command, "--help"].filter(Boolean));
      expect(await help.exited).toBe(0);
      expect(help.stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    });
  }
});

describe("a start that cannot be ends with a sentence", () => {
  for (const [what, parameters, sentence] of [
    ["an unknown command", ["swim"], /unknown command 'swim'/],
    ["an unknown flag", ["serve", "--depth", "7"], /unknown option '--depth'\n\(shoal serve --help/],
    ["an invalid port", ["serve", "--port", "65536"], /A port is a number from 0 to 65535/],
    ["a port that is a word", ["serve", "--port", "http"], /A port is a number from 0 to 65535/],
    ["a flag without its value", ["serve", "--data"], /argument missing/],
    ["an origin that is a page", ["serve", "--allow-origin", "https://example.org/chat"], /An origin looks like https:/],
    ["an unknown host", ["serve", "--port", "0", "--host", "my..servr"], /There is no host "my\.\.servr"; .* --host/],
    ["a host that another is", ["serve", "--port", "0", "--host", "198.51.100.1"], /198\.51\.100\.1 is not an address of this/],
    ["a host that is empty", ["serve", "--host", ""], /A host is an address of this machine/],
    ["an invalid bound of files", ["serve", "--uploads-max-bytes", "25M"], /A number of bytes from 0 to 1073741824/],
    ["a contact that is none", ["serve", "--push", "ops@example.org"], /A contact looks like mailto:/],
    ["an invalid bus", ["serve", "--bus", "nats://ann:s3cret@127.0.0.1/x"], /^error: --bus is invalid\. A bus is nats:/],
    ["a name of two lines", ["serve", "--name", "a\nb"], /A name of one line, of at most 60 characters/],
    ["a format of the log that is none", ["serve", "--log", "xml"], /Allowed choices are text, json/],
    ["a level of the log that is none", ["serve", "--log-level", "all"], /Allowed choices are error, warn, info, debug/],
    ["readers of metrics that are no network", ["serve", "--metrics-from", "10.0.0.0/64"], /A reader of metrics is an address/],
    ["an invalid pace", ["serve", "--messages-per-second", "-1"], /A number from 0 to 1000000/],
  ] as const) {
    test(what, async () => {
      await using command = runShoal(parameters);
      expect(await command.exited).toBe(1);
      expect(command.stderr).toMatch(sentence);
      expect(command.stderr).not.toContain("s3cret");
      expectNoStack(command);
    });
  }

  test("a variable that makes no sense is named", async () => {
    await using command = runShoal(["serve"], { environment: { SHOAL_PORT: "many" } });
    expect(await command.exited).toBe(1);
    expect(command.stderr).toMatch(/SHOAL_PORT.*A port is a number/s);
  });

  test("an invalid switch is named, unless it is not used", async () => {
    await using command = runShoal(["serve"], { environment: { SHOAL_LAN: "maybe" } });
    expect(await command.exited).toBe(1);
    expect(command.stderr).toContain('SHOAL_LAN is 1 or 0, not "maybe".');
    for (const parameters of [["chat", "--help"], ["serve", "--help"], ["--version"]]) {
      await using other = runShoal(parameters, { environment: { SHOAL_LAN: "maybe", SHOAL_NO_GUESTS: "maybe" } });
      expect(await other.exited).toBe(0);
      expect(other.stderr).toBe("");
    }
  });

  test("a port that is taken", async () => {
    await using server = await ServerProcess.start();
    await using folder = await temporaryFolder();
    await using second = runShoal(["serve", "--port", String(server.port), "--data", folder.path]);
    expect(await second.exited).toBe(1);
    expect(second.stderr).toContain(`Port ${server.port} is taken; choose another one with --port.`);
    expectNoStack(second);
  });

  test("a data folder that another server works in, which goes on undisturbed", async () => {
    await using server = await ServerProcess.start();
    using ann = await enter(server.url, "ann");
    await using second = runShoal(["serve", "--port", "0", "--data", server.dataFolder]);
    expect(await second.exited).toBe(1);
    expect(second.stderr).toContain(server.dataFolder);
    expectNoStack(second);
    await ann.client.send(LOBBY_ID, "still here");
  });

  test("a data folder that is a file", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "data");
    await writeFile(file, "");
    await using command = runShoal(["serve", "--port", "0", "--data", file]);
    expect(await command.exited).toBe(1);
    expect(command.stderr).toContain(file);
    expectNoStack(command);
  });
});

describe("where it is", () => {
  test("variables say the same as flags, and flags win", async () => {
    await using folder = await temporaryFolder();
    const [port, other] = [await freePort(), await freePort()];
    const environment = {
      SHOAL_PORT: String(port),
      SHOAL_DATA: folder.path,
      SHOAL_ALLOW_ORIGIN: "https://a.example.org, https://b.example.org",
    };
    {
      await using server = runShoal(["serve"], { environment });
      await server.says(isAt);
      expect(urlOf(server)).toBe(`http://127.0.0.1:${port}`);
      for (const origin of ["https://a.example.org", "https://b.example.org"]) {
        const response = await fetch(urlOf(server) + paths.health, { headers: { Origin: origin } });
        expect(response.headers.get("access-control-allow-origin")).toBe(origin);
      }
      await server.end("SIGTERM");
    }
    await using server = runShoal(["serve", "--port", String(other)], { environment });
    await server.says(isAt);
    expect(urlOf(server)).toBe(`http://127.0.0.1:${other}`);
  });

  test("an empty variable counts as missing", async () => {
    await using folder = await temporaryFolder();
    const names = ["PORT", "HOST", "LAN", "DATA", "ALLOW_ORIGIN", "NO_GUESTS", "MESSAGES_PER_SECOND"];
    const environment = Object.fromEntries(names.map((name) => [`SHOAL_${name}`, ""]));
    await using server = runShoal(["serve", "--port", "0"], { environment, folder: folder.path });
    await server.says(isAt);
    expect(urlOf(server)).toStartWith("http://127.0.0.1:");
    expect(await Bun.file(join(folder.path, "data", "shoal.db")).exists()).toBe(true);
  });

  const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === "::1"));
  test.if(hasIpv6)("an address is read with the brackets of a URL, too", async () => {
    await using folder = await temporaryFolder();
    await using server = runShoal(["serve", "--port", "0", "--host", "[::1]", "--data", folder.path]);
    await server.says(isAt);
    expect(urlOf(server)).toStartWith("http://[::1]:");
    expect((await fetch(urlOf(server) + paths.health)).status).toBe(200);
  });

  test("files in the working folder change nothing", async () => {
    await using folder = await temporaryFolder();
    const port = await freePort();
    await writeFile(join(folder.path, ".env"), `SHOAL_PORT=${port}\n`);
    await writeFile(join(folder.path, "bunfig.toml"), 'preload = ["./nothing.ts"]\n');
    await using server = runShoal(["serve", "--port", "0", "--data", "sea"], { folder: folder.path });
    await server.says(isAt);
    expect(urlOf(server)).not.toEndWith(`:${port}`);
    expect(await Bun.file(join(folder.path, ".env")).exists()).toBe(true);
  });

  test("only this machine reaches it, unless --lan says otherwise", async () => {
    await using folder = await temporaryFolder();
    await using server = runShoal(["serve", "--port", "0", "--data", join(folder.path, "alone")]);
    await server.says(isAt);
    expect(server.stdout.match(new RegExp(isAt, "g"))).toHaveLength(1);
    expect(server.stdout).not.toMatch(/[█▀▄]/);

    await using open = runShoal(["serve", "--port", "0", "--lan", "--data", join(folder.path, "open")]);
    await open.says(/127\.0\.0\.1[\s\S]*[█▀▄]{5}/);
    const urls = [...open.stdout.matchAll(new RegExp(isAt, "g"))].map(([, url = ""]) => url);
    expect(urls).toEqual(reachableUrls(everyHost(), Number(new URL(urlOf(open)).port)));
    for (const url of urls) expect((await fetch(url + paths.health)).status).toBe(200);
  });
});

describe("how it stops", () => {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    test(`${signal} ends it in order`, async () => {
      await using folder = await temporaryFolder();
      await using server = runShoal(["serve", "--port", "0", "--data", folder.path]);
      await server.says(isAt);
      expect(await server.end(signal)).toBe(0);
      expect(server.stderr).not.toContain("error");
    });
  }

  test("[P31a] clients are asked to come back, and acknowledged messages are kept", async () => {
    await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
    using ann = await enter(server.url, "ann");
    using channel = await BareChannel.greet(
      webSocketTransport(socketAddressOf(server.url, paths.socket), WebSocket),
      (await enter(server.url, "ben")).token,
    );
    const clientMessageIds = Array.from({ length: 2_000 }, () => newClientMessageId());
    for (const clientMessageId of clientMessageIds) {
      channel.say({ type: "send", clientMessageId, conversationId: LOBBY_ID, text: clientMessageId });
    }
    await channel.hears("sent", 100);
    expect(await server.terminate()).toBe(0);
    expect(await channel.isClosed()).toBe(errorKind("draining").closeCode ?? 0);
    expect(server.log).not.toContain("error");

    await server.restart();
    await ann.isLive();
    const log = await wholeHistory(ann, LOBBY_ID);
    const kept = new Map(log.flatMap((event) => (event.type === "message" ? [[event.clientMessageId, event.seq]] : [])));
    for (const { clientMessageId, seq } of channel.all("sent")) expect(kept.get(clientMessageId)).toBe(seq);
    await eventually(() => expect(ann.texts(LOBBY_ID)).toHaveLength(kept.size));
  });

  test("no client can keep it from stopping", async () => {
    await using server = await ServerProcess.start();
    using half = await RawConnection.open(server.url);
    half.write(handshake(server.url).slice(0, 50));
    using socket = await RawConnection.open(server.url);
    socket.write(handshake(server.url));
    await socket.answers(/^HTTP\/1\.1 (101) /);
    expect(await server.terminate()).toBe(0);
    for (const connection of [half, socket]) await connection.ended();
  }, 20_000);

  test("after kill -9 it starts again as if nothing had happened", async () => {
    await using server = await ServerProcess.start();
    using ann = await enter(server.url, "ann");
    await ann.client.send(LOBBY_ID, "before");
    await server.kill9();
    await server.restart();
    await ann.client.send(LOBBY_ID, "after");
    await eventually(() => expect(ann.texts(LOBBY_ID)).toEqual(["before", "after"]));
    expect(server.log).not.toContain("error");
  });
});

function urlOf(server: RunningCommand): string {
  return isAt.exec(server.stdout)?.[1] ?? "";
}

function expectNoStack({ stderr }: RunningCommand): void {
  expect(stderr).not.toMatch(/^\s+at /m);
}
