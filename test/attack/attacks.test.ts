import { expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { LOBBY_ID } from "../../src/client/index.ts";
import { ServerProcess } from "../support/server-process.ts";
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
}

const ATTACK_MS = 3_000;
const P99_MS_MAX = 250;
const GROWN_MIB_MAX = 64;
/** Everything that waits to be taken in the whole process, and what the collector leaves while it is made. */
const UNREAD_GROWN_MIB_MAX = 228;
/** The machine may be busy, and the collector late: what an attack causes is there every time. */
const TRIES_MAX = 3;

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
  { name: "silent-connections", title: "2,000 connections are opened and say nothing" },
];

for (const { name, title, conversationId, grownMiBMax = GROWN_MIB_MAX } of attacks) {
  test(`[P93b] two users exchange their messages in time while ${title}`, async () => {
    const isUnharmed = ({ p99Ms, grownMiB }: CanaryReport): boolean => p99Ms < P99_MS_MAX && grownMiB < grownMiBMax;
    let report: CanaryReport | undefined;
    for (let tried = 0; tried < TRIES_MAX && (report === undefined || !isUnharmed(report)); tried += 1) {
      await using server = await ServerProcess.start();
      using canary = await Canary.enter(server, conversationId);
      await using attacker = startAttacker(name, server.url);
      await attacker.hasBegun;
      report = await canary.talk(ATTACK_MS);
      expect(report).toMatchObject({ lostCount: 0 });
      expect(server.log).not.toContain("error");
    }
    expect(report?.p99Ms).toBeLessThan(P99_MS_MAX);
    expect(report?.grownMiB).toBeLessThan(grownMiBMax);
  }, 60_000);
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
