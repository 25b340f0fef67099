import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../support/free-port.ts";
import { TcpProxy } from "../../support/proxy.ts";
import { SeededRandom } from "../../support/random.ts";
import type { ChatAdapter } from "../adapter.ts";
import { checkHistory, type Verdict } from "../check/check.ts";
import { Recorder } from "../record/recorder.ts";
import { blackoutsAt } from "./blackouts.ts";
import type { ClusterControl } from "./cluster-control.ts";
import { type Chat, type Community, foundChats, signInMany } from "./community.ts";
import { recordDisk } from "./data-folder.ts";
import { Disk } from "./disk.ts";
import { FakeTime } from "./fake-time.ts";
import { actOut, faultSchedule } from "./faults/faults.ts";
import type { RunOptions } from "./options.ts";
import { RecordedClient } from "./recorded-client.ts";
import { RecordedGroupSocket } from "./recorded-group-socket.ts";
import { Storm } from "./storm.ts";
import { SupervisedServer } from "./supervised-server.ts";
import { Workload } from "./workload.ts";
import type { World } from "./world.ts";

const POLL_MS = 100;
const SETUP_WITHIN_MS = 60_000;
const DRAIN_WITHIN_MS = 60_000;
/** Beside the lobby. */
const FOLLOWED_CHATS_MAX = 3;

export interface RunRequest {
  readonly adapter: ChatAdapter;
  readonly options: RunOptions;
  /** Another root of the server's source, for mutants. */
  readonly sourceRoot?: string | undefined;
  /** Takes the place of the one server, and is ended with the run. */
  readonly cluster?: ClusterControl | undefined;
  /** Where the recording goes, beside the memory. */
  readonly recordingFile?: string | undefined;
  /** What acts instead of the seed's schedule of faults, for a run that looks for one thing. */
  readonly script?: ((world: World, community: Community) => Promise<void>) | undefined;
}

export interface RunResult extends Pick<World, "counts" | "blackouts"> {
  readonly verdict: Verdict;
  readonly finishedFaults: ReadonlySet<string>;
  /** How often the server ended by itself. */
  readonly crashCount: number;
  readonly serverLog: string;
  /** What is wrong in the data folder at the end. */
  readonly damage: readonly string[];
}

/** One run: a community talks while faults act, then everything must converge, and the recording is checked. */
export async function run(request: RunRequest): Promise<RunResult> {
  await using stack = new AsyncDisposableStack();
  const { adapter, options } = request;
  const random = new SeededRandom(options.seed);
  const recorder = new Recorder(request.recordingFile);
  stack.defer(() => recorder.close());
  const machine = await setUpMachine(stack, options);
  const server = stack.use(request.cluster ?? (await startAlone(request, machine)));
  const community = await setUpCommunity(stack, { adapter, options, recorder, random, url: server.url });
  const needsStorm = options.faults.includes("storm");
  const crowd = await signInMany(adapter, server.url, "crowd", needsStorm ? options.stormClientCount : 0);
  const { messagesPerSecond, changeShare } = options;
  const workload = new Workload({ community, adapter, recorder, random, messagesPerSecond, changeShare, url: server.url });
  stack.defer(() => workload.stop());
  const world: World = {
    ...{ options, random, adapter, recorder, server, cluster: request.cluster, workload, ...machine },
    clients: community.clients,
    proxies: [...community.clients, ...community.groupSockets].map(({ proxy }) => proxy),
    storm: stack.use(new Storm({ adapter: adapter.name, url: server.url, accounts: crowd })),
    counts: { kills: 0, drains: 0, freezes: 0, powerCuts: 0, restores: 0, storms: 0, nodeKills: 0, postgresKills: 0 },
    blackouts: [],
  };
  await (request.script ?? followSchedule)(world, community);
  await workload.stop();
  await converge(world, community);
  await readFinalLogs(community, recorder);
  await readPresentStates(community);
  // What a cluster has on disks belongs to Postgres, which keeps what was deleted until it is vacuumed.
  if (world.cluster === undefined) await recordDisk(world);
  world.blackouts.push(...blackoutsAt(recorder.records, "node-kill"));
  return {
    verdict: checkHistory(recorder.records, { lobbyId: adapter.lobbyId }),
    ...{ counts: world.counts, blackouts: world.blackouts, finishedFaults: finishedFaults(recorder) },
    ...{ crashCount: server.crashCount, serverLog: server.log, damage: await damageOf(world) },
  };
}

async function startAlone({ adapter, sourceRoot }: RunRequest, machine: Machine): Promise<SupervisedServer> {
  const server = new SupervisedServer({ adapter, ...machine, port: await freePort(), sourceRoot });
  await server.start();
  return server;
}

async function damageOf({ cluster, adapter, folder }: World): Promise<readonly string[]> {
  if (cluster === undefined) return await adapter.damage(folder);
  await cluster.drain();
  return await adapter.damageOfDatabase(cluster.cluster.databaseUrl);
}

function finishedFaults({ records }: Recorder): Set<string> {
  return new Set(records.flatMap((record) => (record.type === "fault" && record.stage === "over" ? [record.name] : [])));
}

type Machine = Awaited<ReturnType<typeof setUpMachine>>;

async function setUpMachine(stack: AsyncDisposableStack, { faults }: RunOptions) {
  const scratchFolder = await mkdtemp(join(tmpdir(), "shoal-history-"));
  stack.defer(() => rm(scratchFolder, { recursive: true, force: true }));
  const needsDisk = faults.includes("power-cut") || faults.includes("disk-full");
  const disk = needsDisk ? stack.use(await Disk.create(await mkdtemp(join(tmpdir(), "shoal-disk-")))) : undefined;
  const time = faults.includes("clock-jump") ? new FakeTime(scratchFolder) : undefined;
  const folder = disk?.dataFolder ?? join(scratchFolder, "data");
  await mkdir(folder, { recursive: true });
  return { scratchFolder, folder, disk, time, environment: time?.environment ?? {} };
}

interface SetUp {
  readonly adapter: ChatAdapter;
  readonly options: RunOptions;
  readonly recorder: Recorder;
  readonly random: SeededRandom;
  readonly url: string;
}

async function setUpCommunity(stack: AsyncDisposableStack, { adapter, options, recorder, random, url }: SetUp) {
  recorder.write({ type: "conversation", conversationId: adapter.lobbyId, kind: "public", userIds: [] });
  const accounts = await signInMany(adapter, url, "user", options.userCount);
  const spies = await signInMany(adapter, url, "spy", options.spyCount);
  for (const { userId } of accounts) {
    const membership = { type: "membership", userId, conversationId: adapter.lobbyId, change: "join", client: "" } as const;
    recorder.write({ ...membership, stage: "asked" });
    recorder.write({ ...membership, stage: "answered" });
  }
  const clients: RecordedClient[] = [];
  const transports = options.transports ?? adapter.transports;
  for (let index = 0; index < options.clientCount; index += 1) {
    const account = accounts[index % accounts.length];
    const transport = transports[index % transports.length];
    if (account === undefined || transport === undefined) throw new Error("There are users and transports.");
    const proxy = stack.use(await TcpProxy.start(url));
    const name = `${transport}-${index + 1}`;
    const client = new RecordedClient({ name, account, transport, proxy, adapter, recorder });
    stack.defer(() => client.close());
    clients.push(client);
  }
  await until(() => clients.every(({ isLive }) => isLive), SETUP_WITHIN_MS);
  const chats = await foundChats(options, clients, recorder, random);
  const groupSockets: RecordedGroupSocket[] = [];
  for (let index = 0; index < options.groupSocketCount; index += 1) {
    const proxy = stack.use(await TcpProxy.start(url));
    const socket = new RecordedGroupSocket({ name: `group ${index + 1}`, proxy, adapter, recorder });
    stack.defer(() => socket.close());
    groupSockets.push(socket);
  }
  for (const client of clients) for (const chat of followedBy(client, chats, adapter.lobbyId)) client.follow(chat);
  const memberIds = new Set(accounts.map(({ userId }) => userId));
  const lobby: Chat = { id: adapter.lobbyId, kind: "public", memberIds, keeperIds: [...memberIds] };
  return { clients, groupSockets, spies, chats, lobby };
}

/** The lobby and some chats that the client's user never leaves. */
function followedBy({ account }: RecordedClient, chats: readonly Chat[], lobbyId: string): string[] {
  const kept = chats.filter(({ keeperIds }) => keeperIds.includes(account.userId));
  return [lobbyId, ...kept.slice(0, FOLLOWED_CHATS_MAX).map(({ id }) => id)];
}

async function followSchedule(world: World): Promise<void> {
  const { options, random } = world;
  const endsAt = performance.now() + options.workMs;
  let roundCount = 0;
  for (const names of faultSchedule(options, random)) {
    // Each acts once, however long that takes.
    if (performance.now() > endsAt && roundCount >= options.faults.length) return;
    await Bun.sleep(random.integer(...options.pauseMs));
    await actOut(world, names);
    roundCount += 1;
  }
}

/** No fault acts from here on. Waits until every client has everything, or until the time for that is over. */
async function converge(world: World, community: Community): Promise<void> {
  const { recorder, options, proxies } = world;
  for (const proxy of proxies) proxy.mend();
  // What a burst has left in the outboxes is still being written.
  await until(() => community.clients.every(({ pendingSends }) => pendingSends === 0), DRAIN_WITHIN_MS).catch(() => {});
  recorder.write({ type: "healed", withinMs: options.convergeWithinMs });
  await until(async () => {
    const { clients, groupSockets } = community;
    if (!groupSockets.every(({ isLive }) => isLive)) return false;
    if (!clients.every((client) => client.isLive && isIdle(client))) return false;
    const heads = await headsOf(community);
    if (heads === undefined) return false;
    return clients.every((client) =>
      [...heads].every(
        ([{ id, memberIds }, head]) => !memberIds.has(client.account.userId) || (client.positionIn(id) ?? 0) === head,
      ),
    );
  }, options.convergeWithinMs).catch(() => {});
  // A delivery to a departed member, or a second one, may come a little later.
  await Bun.sleep(POLL_MS * 3);
}

async function headsOf(community: Community): Promise<Map<Chat, number> | undefined> {
  const heads = new Map<Chat, number>();
  for (const chat of [community.lobby, ...community.chats]) {
    const page = await keeperOf(community, chat)?.read(chat.id, undefined, 1);
    // A log that cannot be read now is one that nothing is known of.
    if (page === undefined) return undefined;
    heads.set(chat, page.head);
  }
  return heads;
}

async function readFinalLogs(community: Community, recorder: Recorder): Promise<void> {
  for (const chat of [community.lobby, ...community.chats]) {
    const reader = keeperOf(community, chat);
    const events = await reader?.readWhole(chat.id);
    // A chat that was made after the backup is not there any more.
    if (reader === undefined || events === undefined) continue;
    recorder.write({ type: "final", conversationId: chat.id, epoch: reader.epoch, events });
  }
}

/** Every client reads what it follows anew, and writes down what it made of the events. */
async function readPresentStates({ clients }: Community): Promise<void> {
  await Promise.all(
    clients.map(async (client) => {
      for (const conversationId of client.followed) {
        await client.recordHeld(conversationId);
        await client.read(conversationId);
      }
    }),
  );
}

function isIdle({ pendingSends, pendingChanges, isReadingGaps }: RecordedClient): boolean {
  return pendingSends === 0 && pendingChanges === 0 && !isReadingGaps;
}

function keeperOf({ clients }: Community, { keeperIds }: Chat): RecordedClient | undefined {
  return clients.find(({ isLive, account }) => isLive && keeperIds.includes(account.userId));
}

async function until(isDone: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isDone())) {
    if (performance.now() > deadline) throw new Error("That took too long.");
    await Bun.sleep(POLL_MS);
  }
}
