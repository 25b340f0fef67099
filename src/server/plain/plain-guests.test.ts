import { afterEach, beforeEach, expect, test } from "bun:test";
import { expectRefusal } from "../../../test/contract/storage/subject.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { type TemporaryFolder, temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { limits } from "../../protocol/limits.ts";
import { Accounts } from "../accounts/accounts.ts";
import { RateLimiter } from "../limits/rate-limiter.ts";
import type { Log } from "../log.ts";
import { openSqliteStorage } from "../storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../storage/storage.ts";
import { GENERATED_GUEST_IDLE_MS, PlainGuests } from "./plain-guests.ts";

const here = "192.0.2.1";
const elsewhere = "192.0.2.2";
const log: Log = { info() {}, warn() {}, error: (_message, error) => Promise.reject(error) };

let folder: TemporaryFolder;
let storage: Storage;
let clock: FakeClock;

beforeEach(async () => {
  folder = await temporaryFolder();
  storage = await openSqliteStorage({ folder: folder.path, onCommit() {} });
  clock = new FakeClock();
});

afterEach(async () => {
  await storage.close();
  await folder[Symbol.asyncDispose]();
});

function plainGuests({ perSecond = 0, numbers = [] as readonly number[], isAmongNodes = false } = {}): PlainGuests {
  const signInLimiter = new RateLimiter({ perSecond, burst: 1, clock });
  const left = [...numbers];
  return new PlainGuests({ storage, clock, log, signInLimiter, isAmongNodes, random: () => left.shift() ?? Math.random() });
}

test("[P63a] a client with the nickname is the same guest, in every spelling of it", async () => {
  const guests = plainGuests();
  const [one, other] = await Promise.all([guests.named("Ann", here), guests.named(" ann ", elsewhere)]);
  expect(other.user).toEqual(one.user);
  expect((await plainGuests().named("ANN", here)).id).toBe(one.id);
});

test("[P63b] a nickname belongs to the user who took it first, with a token or without", async () => {
  const guests = plainGuests();
  const accounts = new Accounts(storage, clock);
  await accounts.signInGuest("ann", "plain:ben");
  await guests.named("ben", here);
  await expectRefusal(guests.named("Ann", here), "nickname-taken");
  await expectRefusal(accounts.signInGuest("Ben", ""), "nickname-taken");
  clock.advance(limits.guestLifetimeMs + 1);
  expect((await accounts.signInGuest("ben", "")).user.nickname).toBe("ben");
  await expectRefusal(guests.named("ben", here), "nickname-taken");
});

test("[P63c] a generated name is its address's for a while, and then free", async () => {
  const guests = plainGuests({ numbers: [0, 0, 0.5] });
  const first = await guests.generated(here);
  expect(first.user.nickname).toBe("guest-1000");
  expect((await guests.generated(here)).user.nickname).toBe("guest-5500");
  guests.left(first, here);
  expect((await guests.generated(elsewhere)).user.id).not.toBe(first.user.id);
  expect((await guests.generated(here)).user.id).toBe(first.user.id);
  guests.left(first, here);
  clock.advance(GENERATED_GUEST_IDLE_MS);
  await guests.close();
  expect((await new Accounts(storage, clock).signInGuest("guest-1000", "")).user.nickname).toBe("guest-1000");
});

test("a guest left behind by a crash is used again; numbers grow when the short ones are taken", async () => {
  const before = await plainGuests({ numbers: [0] }).generated(here);
  expect((await plainGuests({ numbers: [0] }).generated(here)).user).toEqual(before.user);
  const guests = plainGuests({ numbers: Array.from({ length: 10 }, () => 0) });
  await guests.generated(here);
  expect((await guests.generated(here)).user.nickname).toBe("guest-10000");
});

test("among several nodes a generated guest of one is none of another's", async () => {
  const [one, other] = [0, 1].map(() => plainGuests({ numbers: [0.5, 0.25], isAmongNodes: true }));
  const here1 = await one?.generated(here);
  const here2 = await other?.generated(here);
  expect(here2?.user.id).not.toBe(here1?.user.id);
});

test("[P13] new guests are limited by address, known ones are not", async () => {
  const guests = plainGuests({ perSecond: 1 });
  await guests.named("ann", here);
  await expectRefusal(guests.named("ben", here), "rate-limited");
  await expectRefusal(guests.generated(here), "rate-limited");
  await guests.named("ann", here);
  await guests.named("ben", elsewhere);
});
