import * as v from "valibot";
import { type SignedIn, signIn, signOut } from "../../../client/index.ts";
import { type HandshakeView, handshakeView, handshakeViewPath } from "../../../protocol/http.ts";
import { limits } from "../../../protocol/limits.ts";
import { clause, type Rule, rfc } from "../parts/rules.ts";
import { server } from "../server-address.ts";
import { LittleSocket, type SocketEnd } from "./little-socket.ts";
import { notesWords } from "./words.ts";

/** One sentence of what was seen, in the language of the moment. */
export type Seen = () => string;

/** What a demonstration needs to go on and to end. */
export interface Run {
  readonly signal: AbortSignal;
  /** A name for a guest of this browser, the same each time. No two demonstrations have one in common: they may run at once. */
  readonly guest: (number: number) => string;
}

export interface Demonstration {
  /** Its name in the words. */
  readonly id: keyof (typeof notesWords)["value"]["notes"];
  readonly rule: Rule;
  readonly needsWebSocket: boolean;
  /** Yields all that was seen by then. Throws where the server cannot be reached, or lets no guests in. */
  readonly show: (run: Run) => AsyncGenerator<readonly Seen[], void, undefined>;
}

const FILLER = "x".repeat(60 * 1024);
const FILLER_COUNT = 8;
/** Longer than many a proxy waits for a silent connection. */
export const IDLE_SECONDS_MAX = 65;
/** The head of a masked frame of at most 125 bytes. */
const MASKED_HEAD_BYTES = 6;
const CLOCK_TICKS = 2;

const seen = () => notesWords.value.seen;

export const demonstrations: readonly Demonstration[] = [
  { id: "speed", rule: rfc(6455, "1.7"), needsWebSocket: true, show: showOrder },
  { id: "end", rule: rfc(6455, "5.5.2"), needsWebSocket: true, show: showIdle },
  { id: "closed", rule: rfc(6455, "7.4.1"), needsWebSocket: true, show: showClosed },
  { id: "state", rule: rfc(9110, "3.3"), needsWebSocket: true, show: showState },
  { id: "addresses", rule: rfc(6890, "2.2.2"), needsWebSocket: false, show: showAddresses },
  { id: "dead", rule: clause("P67b"), needsWebSocket: true, show: showDead },
  { id: "sender", rule: clause("P61"), needsWebSocket: true, show: showSender },
  { id: "name", rule: clause("P63b"), needsWebSocket: true, show: showName },
];

async function* showOrder({ signal }: Run) {
  const socket = await LittleSocket.open("echo", signal);
  const aloneMs = await timeOf(async () => {
    socket.send("fish");
    await socket.next();
  });
  yield [() => seen().alone(aloneMs)];
  let overtaken = 0;
  const behindMs = await timeOf(async () => {
    for (let sent = 0; sent < FILLER_COUNT; sent += 1) socket.send(FILLER);
    socket.send("fish");
    while ((await socket.next()) !== "fish") overtaken += 1;
  });
  await socket.close();
  yield [() => seen().alone(aloneMs), () => seen().behind(overtaken, FILLER_COUNT, behindMs)];
}

async function* showIdle({ signal }: Run) {
  const socket = await LittleSocket.open("echo", signal);
  const startedAt = performance.now();
  let end: SocketEnd | undefined;
  let seconds = 0;
  while (end === undefined && seconds < IDLE_SECONDS_MAX) {
    const shown = seconds;
    yield [() => seen().idle(shown, heartbeatsIn(shown))];
    end = await Promise.race([socket.ended, secondsLater()]);
    seconds = Math.round((performance.now() - startedAt) / 1_000);
  }
  const lasted = seconds;
  if (signal.aborted) yield [() => seen().endedByYou(lasted)];
  else if (end === undefined) yield [() => seen().stillOpen(lasted, heartbeatsIn(lasted))];
  else yield [() => seen().endedElsewhere(lasted, endOf(end))];
  await socket.close();
}

function heartbeatsIn(seconds: number): number {
  return Math.floor((seconds * 1_000) / limits.heartbeatIntervalMs);
}

async function* showClosed({ signal }: Run) {
  const socket = await LittleSocket.open("echo", signal);
  const agreed = await socket.close();
  yield [() => seen().closedAgreed(endOf(agreed))];
  const refused = await LittleSocket.dial("no-such-socket", signal).ended;
  yield [() => seen().closedAgreed(endOf(agreed)), () => seen().closedRefused(endOf(refused))];
}

function endOf({ readyState, code, wasClean }: SocketEnd): string {
  return seen().endOf(readyState, code, wasClean);
}

async function* showState({ signal, guest }: Run) {
  const first = headerBytes(await look());
  const second = await look();
  const requests: Seen = () => seen().requests(first, headerBytes(second));
  yield [requests];
  const one = await LittleSocket.open(`conn_ws/${guest(1)}`, signal);
  const other = await LittleSocket.open(`conn_ws/${guest(2)}`, signal);
  const text = JSON.stringify({ to_user: guest(2), message: seen().hello });
  one.send(text);
  const heard = await other.next();
  await Promise.all([one.close(), other.close()]);
  const cookies = second.cookieNames ?? [];
  yield [
    requests,
    () => seen().frame(text, new TextEncoder().encode(text).length + MASKED_HEAD_BYTES),
    () => seen().heard(heard),
    () => (cookies.length > 0 ? seen().cookies(cookies.join(", ")) : seen().noCookies),
  ];
}

async function* showAddresses() {
  const { remote, clientAddress } = await look();
  if (remote === undefined) throw new Error("The server does not tell the other end.");
  const sentences: Seen[] = [
    () => seen().remote(location.host, remote.address, remote.port),
    () => (isLoopback(remote.address) ? seen().loopback : seen().beyond),
  ];
  if (clientAddress !== undefined && clientAddress !== remote.address) sentences.push(() => seen().proxied(clientAddress));
  yield sentences;
}

/** Whether an address never leaves its machine. */
export function isLoopback(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\./i.test(address);
}

async function* showDead({ signal }: Run) {
  const first = await LittleSocket.open("clock", signal);
  const second = await LittleSocket.open("clock", signal);
  const third = await LittleSocket.open("clock", signal);
  const ticks = [await first.next(), await second.next(), await third.next()];
  const all: Seen = () => seen().allHear(ticks.map(shortTime).join(", "));
  yield [all];
  second.send("x".repeat(limits.frameBytesMax + 1));
  const end = await second.ended;
  const cut: Seen = () => seen().cut(end.code);
  yield [all, cut];
  const after: string[][] = [];
  for (const socket of [first, third]) {
    socket.forget();
    const times: string[] = [];
    while (times.length < CLOCK_TICKS) times.push(await socket.next());
    after.push(times.map(shortTime));
  }
  await Promise.all([first.close(), third.close()]);
  yield [all, cut, () => seen().goOn((after[0] ?? []).join(", "), (after[1] ?? []).join(", "))];
}

/** `2030-01-01T00:00:01.000Z` as `00:00:01`. */
function shortTime(text: string): string {
  return text.slice(11, 19);
}

async function* showSender({ signal, guest }: Run) {
  const one = await LittleSocket.open(`conn_ws/${guest(3)}`, signal);
  const other = await LittleSocket.open(`conn_ws/${guest(4)}`, signal);
  const claim = JSON.stringify({ from_user: seen().boss, to_user: guest(4), message: seen().hello });
  one.send(claim);
  yield [() => seen().said(claim)];
  const heard = await other.next();
  await Promise.all([one.close(), other.close()]);
  yield [() => seen().said(claim), () => seen().heard(heard)];
}

async function* showName({ signal, guest }: Run) {
  const first = await LittleSocket.open(`conn_ws/${guest(5)}`, signal);
  const second = await LittleSocket.open(`conn_ws/${guest(5)}`, signal);
  const end = await first.ended;
  await second.close();
  const replaced: Seen = () => seen().replaced(guest(5), end.reason);
  yield [replaced];
  const member = guest(6);
  const session = await signIn(server, { nickname: member, device: "lab: names" }, { fetch: guestFetch, isVisit: true });
  const refused = await endOfClaim(session, signal);
  yield [replaced, () => seen().nameRefused(member, endOf(refused))];
}

/** Somebody dials with a name that another one has signed in with, who then signs out. */
async function endOfClaim({ user, token }: SignedIn, signal: AbortSignal): Promise<SocketEnd> {
  try {
    const socket = LittleSocket.dial(`conn_ws/${encodeURIComponent(user.nickname)}`, signal);
    const end = await Promise.race([socket.ended, secondsLater(5)]);
    if (end === undefined) throw new Error("It was not refused.");
    return end;
  } finally {
    await signOut(server, { token, fetch: guestFetch });
  }
}

/** Without the cookie of this page's user, and also when the page is being left. */
const guestFetch: typeof fetch = Object.assign(
  (input: string | URL | Request, init?: RequestInit) => fetch(input, { ...init, credentials: "omit", keepalive: true }),
  { preconnect: fetch.preconnect },
);

async function look(): Promise<HandshakeView> {
  const response = await fetch(new URL(`.${handshakeViewPath}`, server), { cache: "no-store" });
  return v.parse(handshakeView, await response.json());
}

function headerBytes({ headers }: HandshakeView): number {
  return headers.reduce((sum, { name, byteLength }) => sum + name.length + byteLength + ": \r\n".length, 0);
}

async function timeOf(act: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return Math.max(1, Math.round(performance.now() - startedAt));
}

async function secondsLater(seconds = 1): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}
