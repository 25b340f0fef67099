import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { SettingsRecords, StoredSettings } from "../storage/settings-records.ts";
import { AddressBans } from "./address-bans.ts";
import { LiveSettings } from "./live-settings.ts";
import { SettingsNews } from "./settings-news.ts";

const config = {
  registration: "open",
  areGuestsAllowed: true,
  name: "",
  messagesPerSecond: 20,
  uploadBytesMax: 1_000,
} as const;

/** A storage that several nodes share. */
function newRecords() {
  let stored: StoredSettings = {};
  const bans: { network: string; at: number }[] = [];
  const reads: (() => void)[] = [];
  return {
    bans,
    reads,
    isSlow: false,
    set(changes: StoredSettings) {
      stored = { ...stored, ...changes };
    },
    records: {
      // As it was when the storage was asked, however late the answer comes.
      readSettings(this: void) {
        const answer = stored;
        return new Promise((resolve) => (shared.isSlow ? reads.push(() => resolve(answer)) : resolve(answer)));
      },
      changeSettings(this: void, { changes }: { changes: StoredSettings }) {
        stored = { ...stored, ...changes };
        return Promise.resolve(stored);
      },
      listNetworkBans: () => Promise.resolve(bans),
    } as unknown as SettingsRecords,
  };
}

let shared: ReturnType<typeof newRecords>;

function openSettings(): Promise<LiveSettings> {
  const pictures = { make: () => Promise.reject(new Error("there are no files")) };
  return LiveSettings.open({ storage: shared.records, pictures, clock: new FakeClock(), config });
}

test("a change at one node is told, and read at another as often as it is told", async () => {
  shared = newRecords();
  const [here, there] = [await openSettings(), await openSettings()];
  let told = 0;
  here.onChange = () => {
    told += 1;
  };
  await here.change(undefined, { name: "The reef" });
  await here.setRaid(undefined, { isOn: true });
  expect([told, there.values.name, there.isRaid]).toEqual([2, "", false]);
  await there.reload();
  await there.reload();
  expect([there.values.name, there.isRaid]).toEqual(["The reef", true]);
});

test("an answer that is older than a change here does not undo it", async () => {
  shared = newRecords();
  const settings = await openSettings();
  shared.isSlow = true;
  const reloaded = settings.reload();
  shared.isSlow = false;
  await settings.change(undefined, { name: "The reef" });
  for (const answer of shared.reads) answer();
  await reloaded;
  expect(settings.values.name).toBe("The reef");
});

test("a network that another node banned is shut out here, with its connections", async () => {
  shared = newRecords();
  const ended: string[] = [];
  const addresses = ["203.0.113.7", "198.51.100.1"];
  const endConnections = (isBanned: (address: string) => boolean): void => void ended.push(...addresses.filter(isBanned));
  const bans = await AddressBans.open({ storage: shared.records, clock: new FakeClock(), endConnections });
  shared.bans.push({ network: "203.0.113.0/24", at: 0 });
  await bans.changedElsewhere();
  expect(ended).toEqual(["203.0.113.7"]);
  expect(bans.isBanned("203.0.113.9")).toBe(true);
});

test("news that come while it reads are read once more, and a failure does not end it", async () => {
  const errors: unknown[] = [];
  const waiting: PromiseWithResolvers<void>[] = [];
  const news = new SettingsNews(
    () => {
      const next = Promise.withResolvers<void>();
      waiting.push(next);
      return next.promise;
    },
    (error) => errors.push(error),
  );
  news.changedElsewhere();
  for (let index = 0; index < 5; index += 1) news.changedElsewhere();
  expect(waiting).toHaveLength(1);
  waiting[0]?.resolve();
  await Bun.sleep(0);
  expect(waiting).toHaveLength(2);
  waiting[1]?.reject(new Error("the storage is away"));
  await Bun.sleep(0);
  expect(errors).toHaveLength(1);
  news.changedElsewhere();
  expect(waiting).toHaveLength(3);
});
