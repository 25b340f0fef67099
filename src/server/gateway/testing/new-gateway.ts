import type { Clock } from "../../../clock.ts";
import { limits } from "../../../protocol/limits.ts";
import { DeviceProofs } from "../../accounts/device-proofs.ts";
import type { Bus } from "../../bus/bus.ts";
import { createCore } from "../../core.ts";
import { Load } from "../../limits/load.ts";
import type { Log } from "../../log.ts";
import type { Storage } from "../../storage/storage.ts";
import { Costs } from "../costs.ts";

interface TestGatewayOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
  /** 0, unless told: no limit. */
  readonly messagesPerSecond?: number;
  readonly loadPerSecond?: number;
  readonly bus?: Bus;
}

/** The server's own gateway, without limits unless told. */
export function newGateway({ storage, clock, log, messagesPerSecond = 0, loadPerSecond = 0, bus }: TestGatewayOptions) {
  const load = new Load({ perSecond: loadPerSecond, clock });
  const pictures = { make: () => Promise.reject(new Error("there are no files")) };
  return createCore({
    proofs: new DeviceProofs("a key"),
    ...{ storage, pictures, clock, log, load, costs: new Costs(clock), messagesPerSecond: () => messagesPerSecond },
    raidUntil: () => undefined,
    retention: () => ({ days: 0, messages: 0 }),
    bus,
    uploadBytesMax: () => limits.uploadBytesMax,
  });
}
