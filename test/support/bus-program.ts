import { systemClock } from "../../src/clock.ts";
import { openBus } from "../../src/server/bus/open-bus.ts";

// Connects to the bus of its parameter, says so, and ends.

const [busUrl] = process.argv.slice(2);
const log = { info: () => console.log("connected"), warn: console.error, error: console.error };
const config = { busUrl, storageUrl: "postgres://127.0.0.1/unused" };
const bus = await openBus({ config, epoch: "reef", clock: systemClock, log });
bus?.onReconnect(() => void bus.close());
