import type { Clock } from "../../../clock.ts";
import { limits } from "../../../protocol/limits.ts";
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
}

/** The server's own gateway, without limits unless told. */
export function newGateway({ storage, clock, log, messagesPerSecond = 0, loadPerSecond = 0 }: TestGatewayOptions) {
  const load = new Load({ perSecond: loadPerSecond, clock });
  const pictures = { make: () => Promise.reject(new Error("there are no files")) };
  return createCore({
    ...{ storage, pictures, clock, log, load, costs: new Costs(clock), messagesPerSecond },
    uploadBytesMax: limits.uploadBytesMax,
  });
}
