import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { RecordedLog } from "../../../test/support/recorded-log.ts";
import type { Config } from "../config.ts";
import { openBus } from "./open-bus.ts";

/** Where nothing answers. */
const nowhere = "127.0.0.1:1";

async function open(config: Pick<Config, "busUrl" | "storageUrl">) {
  const log = new RecordedLog();
  const bus = await openBus({ config, epoch: "of a test", clock: new FakeClock(), log });
  return { bus, log };
}

test("a server that is alone has no bus", async () => {
  expect((await open({})).bus).toBeUndefined();
});

test("a bus without a common database, and an invalid address, are told in a sentence without a password", async () => {
  await expect(open({ busUrl: `nats://${nowhere}` })).rejects.toThrow("name that with --storage, or leave --bus out.");
  const invalid = open({ busUrl: "nats://ann:s3cret@host/x", storageUrl: `postgres://${nowhere}/shoal` });
  await expect(invalid).rejects.toThrow(/^A bus is nats:\/\/host:4222 (?!.*s3cret)/);
});

test("the bus is NATS, or else NOTIFY of the storage, and a start does not wait for it", async () => {
  const storageUrl = `postgres://ann:s3cret@${nowhere}/shoal`;
  for (const [config, place] of [
    [{ storageUrl }, `NOTIFY ${nowhere}`],
    [{ storageUrl, busUrl: `postgres://db@${nowhere}/shoal` }, `NOTIFY ${nowhere}`],
    [{ storageUrl, busUrl: `nats://ann:s3cret@${nowhere}` }, `nats ${nowhere}`],
  ] as const) {
    const { bus, log } = await open(config);
    expect(bus?.isConnected).toBe(false);
    while (log.entries.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(log.entries[0]?.fields.bus).toBe(place);
    expect(JSON.stringify(log.entries)).not.toContain("s3cret");
    await bus?.close();
  }
});
