import { afterEach, beforeEach, expect, test } from "bun:test";
import { expectRefusal } from "../../../test/contract/storage/subject.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { type TemporaryFolder, temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { limits } from "../../protocol/limits.ts";
import { openSqliteStorage } from "../storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../storage/storage.ts";
import { Accounts } from "./accounts.ts";
import { VISIT_LIFETIME_MS } from "./new-session.ts";

const MINUTE_MS = 60 * 1000;

let folder: TemporaryFolder;
let storage: Storage;
let clock: FakeClock;
let accounts: Accounts;

beforeEach(async () => {
  folder = await temporaryFolder();
  storage = await openSqliteStorage({ folder: folder.path, onCommit() {} });
  clock = new FakeClock();
  accounts = new Accounts(storage, clock);
});

afterEach(async () => {
  await storage.close();
  await folder[Symbol.asyncDispose]();
});

test("a session ends 30 days after the last visit", async () => {
  const { token } = await accounts.signInGuest("ann", "");
  for (let visit = 1; visit <= 3; visit += 1) {
    clock.advance(limits.guestLifetimeMs - 1);
    await accounts.visit(await accounts.authenticate(token));
  }
  clock.advance(limits.guestLifetimeMs + 1);
  await expectRefusal(accounts.authenticate(token), "unauthenticated");
});

test("a nickname is kept for 30 days after the last visit, and is free then", async () => {
  const { user, token } = await accounts.signInGuest("ann", "");
  clock.advance(limits.guestLifetimeMs - 1);
  await accounts.visit(await accounts.authenticate(token));
  clock.advance(limits.guestLifetimeMs - 1);
  await accounts.retireGuests();
  await expectRefusal(accounts.signInGuest("Ann", ""), "nickname-taken");
  clock.advance(2);
  await accounts.retireGuests();
  expect((await accounts.signInGuest("Ann", "")).user.id).not.toBe(user.id);
});

test("visits are written once an hour", async () => {
  const touchedAt: number[] = [];
  const disk: Storage = {
    ...storage,
    async touchSession(sessionId, at) {
      touchedAt.push(at);
      await storage.touchSession(sessionId, at);
    },
  };
  const { token } = await accounts.signInGuest("ann", "");
  const start = clock.now();
  const busy = new Accounts(disk, clock);
  for (let minute = 0; minute <= 150; minute += 1) {
    await busy.visit(await busy.authenticate(token));
    clock.advance(MINUTE_MS);
  }
  expect(touchedAt.map((at) => (at - start) / MINUTE_MS)).toEqual([61, 122]);
});

test("[P28g] a visit ends minutes after it was seen last, and its nickname is free then", async () => {
  const { user, token } = await accounts.signInGuest("ann", "", { isVisit: true });
  for (let visit = 1; visit <= 3; visit += 1) {
    clock.advance(VISIT_LIFETIME_MS);
    await accounts.visit(await accounts.authenticate(token));
  }
  await expectRefusal(accounts.signInGuest("ann", ""), "nickname-taken");
  clock.advance(VISIT_LIFETIME_MS + 1);
  await expectRefusal(accounts.authenticate(token), "unauthenticated");
  expect((await accounts.signInGuest("ann", "")).user.id).not.toBe(user.id);
});

test("[P28g] one more device keeps the guest of a visit, also when it is a visit itself", async () => {
  const { user, token } = await accounts.signInGuest("ann", "", { isVisit: true });
  const link = async () => (await accounts.createDeviceLink(user.id)).code;
  await accounts.redeemDeviceLink(await link(), "phone");
  const other = await accounts.redeemDeviceLink(await link(), "library", { isVisit: true });
  clock.advance(VISIT_LIFETIME_MS + 1);
  await accounts.retireGuests();
  await expectRefusal(accounts.authenticate(token), "unauthenticated");
  await expectRefusal(accounts.authenticate(other.token), "unauthenticated");
  await expectRefusal(accounts.signInGuest("ann", ""), "nickname-taken");
});
