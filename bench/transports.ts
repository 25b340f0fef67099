import type { Benchmark } from "./support/benchmark.ts";
import { compareDeliveries } from "./transports/deliveries.ts";
import { compareServerCpu } from "./transports/server-cpu.ts";
import { compareWire } from "./transports/wire.ts";

export const transports: Benchmark = {
  name: "transports",
  title: "The four transports compared in one run: on the wire, on the server's core, and in a busy room.",

  async run(isQuick) {
    const wire = await compareWire(isQuick);
    const cpu = await compareServerCpu(isQuick);
    const deliveries = await compareDeliveries(isQuick);
    return [
      "One reader each, in the same room at the same time, behind a proxy that counts every byte:",
      wire,
      "500 readers of one room in which a message is written once a second:",
      cpu,
      "500 members of one room, 8 messages in flight:",
      deliveries,
    ].join("\n\n");
  },
};
