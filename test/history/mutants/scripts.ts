import type { Community } from "../drive/community.ts";
import type { FaultName } from "../drive/faults/fault-names.ts";
import { actOut } from "../drive/faults/faults.ts";
import type { RecordedClient } from "../drive/recorded-client.ts";
import type { World } from "../drive/world.ts";

const TALK_MS = 1_200;
const SPIES_MS = 3_500;
/** Below `limits.slowConnectionTimeoutMs`: a group socket that is closed as too slow hears no hole. */
const STALL_MS_MAX = 25_000;
/** Longer than what watchers are told is gathered. */
const WATCH_MS = 700;

/** Users talk, the fault acts, and they talk a little more. */
export function talkThrough(...faults: readonly FaultName[]) {
  return async (world: World): Promise<void> => {
    await Bun.sleep(TALK_MS);
    for (const fault of faults) {
      await actOut(world, [fault]);
      await Bun.sleep(TALK_MS / 2);
    }
  };
}

/** Long enough for each spy to try every way in. */
export async function letSpiesTry(): Promise<void> {
  await Bun.sleep(SPIES_MS);
}

/** A user looks at a room and leaves it; then another one types and speaks there for the first time. */
export async function leaveWhatIsWatched(_world: World, community: Community): Promise<void> {
  const { chat, watcher, keeper } = watchedRoom(community);
  await watcher.watch(chat.id);
  await Bun.sleep(WATCH_MS);
  chat.memberIds.delete(watcher.account.userId);
  await watcher.leave(chat.id);
  keeper.typing(chat.id);
  await Bun.sleep(WATCH_MS);
  await keeper.send(chat.id, `after-leaving-${crypto.randomUUID()}`, "hello");
  await Bun.sleep(WATCH_MS);
}

/** All clients come back to a server that was killed, say something everywhere at once, and then nothing that could show a hole. */
export async function comeBackAndFallSilent({ server, clients }: World, { chats }: Community): Promise<void> {
  await server.kill();
  await server.start();
  while (!clients.every(({ isLive }) => isLive)) await Bun.sleep(10);
  const last = clients.flatMap((client) =>
    chats
      .filter(({ memberIds }) => memberIds.has(client.account.userId))
      .map((chat, index) => client.send(chat.id, `${client.name}-last-${index}-${crypto.randomUUID()}`, "hello")),
  );
  await Promise.all(last);
}

/** Group sockets take nothing while more is said than the kernel's buffers hold, and then hear the rest. */
export async function stallGroupSockets({ workload, clients, options }: World, { groupSockets }: Community): Promise<void> {
  for (const { proxy } of groupSockets) proxy.stall();
  const burst = workload.burst(options.burstCount, "long", clients);
  await Promise.race([burst, Bun.sleep(STALL_MS_MAX)]);
  for (const { proxy } of groupSockets) proxy.flow();
  await burst;
  await workload.burst(10, "short", clients);
}

function watchedRoom({ chats, clients }: Community) {
  for (const chat of chats.filter(({ kind }) => kind === "public")) {
    const isKeeper = (client: RecordedClient): boolean => chat.keeperIds.includes(client.account.userId);
    const keeper = clients.find(isKeeper);
    const watcher = clients.find((client) => chat.memberIds.has(client.account.userId) && !isKeeper(client));
    if (keeper !== undefined && watcher !== undefined) return { chat, keeper, watcher };
  }
  throw new Error("A public room has two members.");
}
