import { expect, test } from "bun:test";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as jose from "jose";
import { claimAccount, LOBBY_ID } from "../../src/client/index.ts";
import { operate } from "../support/administration.ts";
import { ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { Canary, type CanaryReport } from "./canary.ts";

interface Attack {
  /** A program below `attackers/`. */
  readonly name: string;
  /** What it does, as the end of a sentence. */
  readonly title: string;
  /** Where the honest users talk, when that is not a conversation of their own. */
  readonly conversationId?: string;
  /** How far the server's memory may grow. */
  readonly grownMiBMax?: number;
  /** Of the server, where the attack needs some. */
  readonly flags?: (folder: string) => Promise<readonly string[]>;
  /** The server is closed to newcomers, and the users who talk keep order on it. */
  readonly isRaid?: true;
}

const ATTACK_MS = 2_500;
const P99_MS_MAX = 250;
const GROWN_MIB_MAX = 64;
/** Everything that waits to be taken in the whole process, and what the collector leaves while it is made. */
const UNREAD_GROWN_MIB_MAX = 228;
/** The machine may be busy, and the collector late: what an attack causes is there every time. */
const TRIES_MAX = 5;

const attacks: readonly Attack[] = [
  { name: "deep-json-frames", title: "one guest sends 60 KB of brackets 760 times a second" },
  { name: "deep-json-without-session", title: "500 connections without a session post costly JSON" },
  { name: "wrong-tokens", title: "200 connections try tokens as fast as they are answered" },
  {
    name: "unread-socket-answers",
    title: "640 WebSockets ask for history and read nothing",
    grownMiBMax: UNREAD_GROWN_MIB_MAX,
  },
  {
    name: "unread-http-answers",
    title: "600 HTTP requests ask for history and read nothing",
    grownMiBMax: UNREAD_GROWN_MIB_MAX,
  },
  { name: "large-messages", title: "150 guests of one address fill the lobby with messages of 8 KB" },
  { name: "large-messages", title: "150 guests fill the very room in which one talks", conversationId: LOBBY_ID },
  { name: "many-frames", title: "640 WebSockets send 190 frames a second each" },
  { name: "many-polls", title: "16 guests poll on 128 connections as fast as they are answered" },
  { name: "fast-uploads", title: "20 guests upload 25 MiB again and again" },
  { name: "bodies-without-session", title: "200 connections without a session send bodies of 25 MiB" },
  { name: "password-guesses", title: "200 connections guess passwords of 50 nicknames" },
  { name: "order-without-role", title: "40 guests try 2,400 acts of order a second, and ask for administration and exports" },
  {
    name: "raid",
    title: "2,000 guests a second come from as many addresses, and the server is closed to newcomers",
    flags: async () => ["--trust-proxy", "127.0.0.1"],
    isRaid: true,
  },
  {
    name: "forged-jwts",
    title: "200 connections send forged JWTs of 8 KB, and answers of no provider",
    flags: flagsOfIdentities,
  },
  { name: "silent-connections", title: "2,000 connections are opened and say nothing" },
];

for (const { name, title, conversationId, grownMiBMax = GROWN_MIB_MAX, flags = async () => [], isRaid = false } of attacks) {
  test(`[P93b] two users exchange their messages in time while ${title}`, async () => {
    const isUnharmed = ({ p99Ms, grownMiB }: CanaryReport): boolean => p99Ms < P99_MS_MAX && grownMiB < grownMiBMax;
    let report: CanaryReport | undefined;
    for (let tried = 0; tried < TRIES_MAX && (report === undefined || !isUnharmed(report)); tried += 1) {
      await using folder = await temporaryFolder();
      await using server = await ServerProcess.start({ flags: await flags(folder.path) });
      using canary = await Canary.enter(server, conversationId);
      if (isRaid) await beginRaid(server, canary);
      await using attacker = startAttacker(name, server.url);
      await attacker.hasBegun;
      report = await canary.talk(ATTACK_MS);
      expect(report).toMatchObject({ lostCount: 0 });
      expect(server.log).not.toContain("error");
      if (isRaid) await expectRepelled(server);
    }
    expect(report?.p99Ms).toBeLessThan(P99_MS_MAX);
    expect(report?.grownMiB).toBeLessThan(grownMiBMax);
  }, 90_000);
}

/** In a raid everyone is slowed down but those who keep order: they go on talking. */
async function beginRaid({ url, dataFolder }: ServerProcess, { users }: Canary): Promise<void> {
  for (const { user, token } of users) {
    await claimAccount(url, "correct horse battery", { token });
    await operate(dataFolder, "set-role", { userId: user.id, serverRole: "moderator" });
  }
  await operate(dataFolder, "raid", { isOn: true });
}

/** No raider came in, and thousands knocked. */
async function expectRepelled({ dataFolder }: ServerProcess): Promise<void> {
  const { counts, refusals } = await operate(dataFolder, "status");
  expect(counts.users).toBe(2);
  const refused = refusals.find(({ code }) => code === "registration-closed")?.count ?? 0;
  expect(refused).toBeGreaterThan(2_000);
}

/** An application with the costliest keys, and a provider that is down. */
async function flagsOfIdentities(folder: string): Promise<readonly string[]> {
  const { publicKey } = await jose.generateKeyPair("RS256", { modulusLength: 2048, extractable: true });
  const file = join(folder, "jwks.json");
  await Bun.write(file, JSON.stringify({ keys: [{ ...(await jose.exportJWK(publicKey)), kid: "k1" }] }));
  const jwt = ["--jwt-jwks", file, "--jwt-issuer", "https://school.example.org", "--jwt-audience", "shoal"];
  return [...jwt, "--oidc-issuer", "http://127.0.0.1:1", "--oidc-client-id", "shoal"];
}

/** In a process of its own: the cost of attacking must not slow the measuring clients. */
function startAttacker(name: string, url: string) {
  const program = fileURLToPath(new URL(`./attackers/${name}.ts`, import.meta.url));
  const child = Bun.spawn([process.execPath, program, url], { stdout: "pipe", stderr: "inherit" });
  return {
    hasBegun: child.stdout.getReader().read(),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}
