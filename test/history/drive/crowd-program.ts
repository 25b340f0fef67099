import { createInterface } from "node:readline";
import type { Account } from "../adapter.ts";
import { adapterNamed } from "../adapters.ts";
import { epochNow } from "./epoch-now.ts";
import type { CrowdReport, CrowdRequest } from "./storm.ts";

/** The clients of a storm, in a process of their own: what they do must not slow down those that are recorded. */
const lines = createInterface({ input: process.stdin });
const iterator = lines[Symbol.asyncIterator]();

const first = await iterator.next();
const { adapter: name, url, accounts }: CrowdRequest = JSON.parse(String(first.value));
const adapter = adapterNamed(name);
const members = accounts.map(join);

for await (const _ of { [Symbol.asyncIterator]: () => iterator }) {
  const report: CrowdReport = {
    liveCount: members.filter(({ client }) => client.isLive).length,
    welcomedAt: members.map((member) => member.welcomedAt),
    missing: members.flatMap(({ transport, client }) => (client.isLive ? [] : [`${transport} ${client.condition}`])),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
process.exit(0);

function join(account: Account, index: number) {
  const transport = adapter.transports[index % adapter.transports.length] ?? "";
  const nothing = (): void => {};
  const member = { welcomedAt: 0, transport };
  const client = adapter.open(url, account, transport, {
    onWelcome: () => {
      member.welcomedAt = epochNow();
    },
    onLost: nothing,
    onSubscribed: nothing,
    onEvent: nothing,
    onDropped: nothing,
    onGap: nothing,
    onActivity: nothing,
  });
  return Object.assign(member, { client });
}
