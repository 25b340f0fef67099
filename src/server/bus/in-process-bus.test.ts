import { expect, test } from "bun:test";
import { busContract } from "../../../test/contract/bus.ts";
import { RecordedLog } from "../../../test/support/recorded-log.ts";
import { InProcessNetwork } from "./in-process-bus.ts";

busContract("a bus within a process", async () => {
  const network = new InProcessNetwork();
  const log = new RecordedLog();
  return {
    log,
    open: () => network.open(log),
    cut: async () => network.cut(),
    mend: async () => network.mend(),
    async [Symbol.asyncDispose]() {},
  };
});

test("a node that has closed does not hear what was on its way", async () => {
  const network = new InProcessNetwork();
  const [ann, ben] = [network.open(new RecordedLog()), network.open(new RecordedLog())];
  const heard: string[] = [];
  ben.subscribe("typing", (text) => heard.push(text));
  ann.publish("typing", "one");
  await ben.close();
  await Promise.resolve();
  expect(heard).toEqual([]);
});
