import { expect, test } from "bun:test";
import fc from "fast-check";
import { AT, newGuest, OpenStorage } from "../../../../test/contract/storage/subject.ts";
import { testSeed } from "../../../../test/support/random.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { ShoalError } from "../../../protocol/errors.ts";
import type { ConversationEvent, LogEvent } from "../../../protocol/events.ts";
import { LOBBY_ID } from "../../../protocol/ids.ts";
import type { Person } from "../../../protocol/people.ts";
import type { StoredMessage } from "../storage.ts";
import { openSqliteStorage } from "./sqlite-storage.ts";

const ROOMS = ["reef", "cave"] as const;
const seed = testSeed();

const people = fc.constantFrom(0, 1, 2);
const places = fc.constantFrom(0, 1, 2); // the lobby and two rooms
const step = fc.oneof(
  // Few ids and few texts, so that resends and conflicts are frequent.
  { weight: 8, arbitrary: fc.record({ verb: fc.constant("send"), who: people, where: places, id: fc.nat(12), text: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant("join"), who: people, where: places }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant("leave"), who: people, where: places }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant("read"), who: people, where: places, seq: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant("pause") }) },
);
type Step = { verb: string; who?: number; where?: number; id?: number; text?: number; seq?: number };

test(`[P6] [P10] in any order, logs have no holes and every message is there once (seed ${seed})`, async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 80 }), async (steps) => {
    await using shoal = await openShoal();
    const world = await populate(shoal);
    const answers = await run(shoal, world, steps);
    for (const logId of [...world.places, ...world.people.map(({ id }) => id)]) await expectOneTruth(shoal, logId);
    await expectExactlyOnce(shoal, world, answers);
  });
  await fc.assert(property, { seed, numRuns: 25 });
}, 60_000);

interface World {
  readonly people: readonly Person[];
  readonly places: readonly string[];
}

interface Sent {
  readonly userId: string;
  readonly conversationId: string;
  readonly clientMessageId: string;
  readonly text: string;
  readonly stored: StoredMessage;
}

async function openShoal(): Promise<OpenStorage> {
  const folder = await temporaryFolder();
  return await OpenStorage.at({ ...folder, open: (onCommit) => openSqliteStorage({ folder: folder.path, onCommit }) });
}

async function populate(shoal: OpenStorage): Promise<World> {
  const guests = ["Ann", "Ben", "小鱼"].map((nickname) => newGuest(nickname));
  await Promise.all(guests.map((guest) => shoal.storage.createGuest(guest)));
  const everybody = guests.map(({ user }) => user);
  const rooms = await Promise.all(ROOMS.map((name, index) => shoal.room(everybody[index] ?? { id: "", nickname: "" }, name)));
  return { people: everybody, places: [LOBBY_ID, ...rooms.map(({ id }) => id)] };
}

/** All at once, but for the pauses; refusals are part of it. */
async function run(shoal: OpenStorage, world: World, steps: readonly Step[]): Promise<Sent[]> {
  const sent: Sent[] = [];
  let running: Promise<void>[] = [];
  for (const step of steps) {
    if (step.verb === "pause") {
      await Promise.all(running);
      running = [];
    } else {
      running.push(take(shoal, world, step, sent).catch(expectExpected));
    }
  }
  await Promise.all(running);
  return sent;
}

async function take({ storage }: OpenStorage, world: World, step: Step, sent: Sent[]): Promise<void> {
  const userId = world.people[step.who ?? 0]?.id ?? "";
  const conversationId = world.places[step.where ?? 0] ?? "";
  if (step.verb === "join") await storage.join(conversationId, userId, AT);
  if (step.verb === "leave") await storage.leave(conversationId, userId, AT);
  if (step.verb === "read") await storage.markRead(conversationId, userId, step.seq ?? 0, AT);
  if (step.verb === "send") {
    const message = { userId, conversationId, clientMessageId: `m_${step.id}`, text: `text ${step.text}` };
    sent.push({ ...message, stored: await storage.appendMessage({ ...message, at: AT }) });
  }
}

function expectExpected(error: unknown): void {
  if (!(error instanceof ShoalError)) throw error;
  expect(["not-found", "not-allowed", "conflict"]).toContain(error.code);
}

/** No holes, and what was announced is what is read. */
async function expectOneTruth(shoal: OpenStorage, logId: string): Promise<void> {
  const events = await shoal.log(logId);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const announced: LogEvent[] = [];
  for (const append of shoal.appends.filter((one) => one.logId === logId)) {
    expect(append.after).toBe(announced.length);
    announced.push(...append.events);
    expect(append.messageCount).toBe(announced.filter(isMessage).length);
  }
  expect(announced).toEqual([...events]);
}

async function expectExactlyOnce(shoal: OpenStorage, world: World, sent: readonly Sent[]): Promise<void> {
  const all = await Promise.all(
    world.places.map(async (id) => (await shoal.log(id)).filter(isMessage).map((event) => [id, event] as const)),
  );
  const stored = new Map(all.flat().map(([id, event]) => [`${event.by.id} ${event.clientMessageId}`, { id, event }]));
  expect(stored.size).toBe(all.flat().length);
  expect(sent.filter(({ stored: { isDuplicate } }) => !isDuplicate)).toHaveLength(stored.size);
  for (const {
    userId,
    conversationId,
    clientMessageId,
    text,
    stored: { seq },
  } of sent) {
    expect(stored.get(`${userId} ${clientMessageId}`)).toMatchObject({ id: conversationId, event: { seq, text } });
  }
}

function isMessage(event: LogEvent): event is Extract<ConversationEvent, { type: "message" }> {
  return event.type === "message";
}
