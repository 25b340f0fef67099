import { expect, test } from "bun:test";
import type { LogEvent } from "../../../src/protocol/events.ts";
import { LOBBY_ID, newClientMessageId } from "../../../src/protocol/ids.ts";
import { isMessageChange, withChange } from "../../../src/protocol/message-changes.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { eventually } from "../../support/eventually.ts";
import { SeededRandom } from "../../support/random.ts";
import { AT, type Open, type OpenStorage } from "./subject.ts";

const STEPS = 150;

export function foldedStateRules(open: Open): void {
  test("[P46a] what history reads is what the events make, for random histories, whenever they are read", async () => {
    const random = new SeededRandom();
    await using shoal = await open();
    const people = await Promise.all(["Ann", "Ben", "小鱼"].map((nickname) => shoal.signUp(nickname)));
    for (let step = 0; step < STEPS; step += 1) {
      await act(shoal, random, people, step);
      if (step % 50 !== 49) continue;
      const { head } = await shoal.storage.readLog(LOBBY_ID, { limit: 1 });
      // Told soon after it is stored, not before it can be read.
      await eventually(() => expect(shoal.appends.findLast(({ logId }) => logId === LOBBY_ID)?.events.at(-1)?.seq).toBe(head));
      const live = shoal.appends.filter(({ logId }) => logId === LOBBY_ID).flatMap(({ events }) => events);
      const later = await shoal.log(LOBBY_ID);
      const half = Math.floor(live.length / 2);
      for (const reader of people) {
        const { events } = await shoal.storage.readHistory(LOBBY_ID, reader.id, { after: 0, limit: 10_000 });
        const present = ownEntries(events);
        const seen = { seed: random.seed, step, reader: reader.nickname };
        expect({ ...seen, events: folded(live, reader) }).toEqual({ ...seen, events: present });
        expect({ ...seen, events: folded(later, reader) }).toEqual({ ...seen, events: present });
        // A client that was there for one half and reads the other half from the log.
        expect({ ...seen, events: folded([...live.slice(0, half), ...later.slice(half)], reader) }).toEqual({
          ...seen,
          events: present,
        });
      }
    }
  });
}

function ownEntries(events: readonly LogEvent[]): LogEvent[] {
  return events.filter((event) => !isMessageChange(event));
}

function folded(log: readonly LogEvent[], { id }: Person): LogEvent[] {
  let entries: LogEvent[] = [];
  for (const event of log) {
    if (isMessageChange(event)) entries = entries.map((each) => (each.type === "message" ? withChange(each, event, id) : each));
    else entries.push(event);
  }
  return entries;
}

async function act(shoal: OpenStorage, random: SeededRandom, people: readonly Person[], step: number): Promise<void> {
  const user = random.pick(people);
  const seq = random.integer(1, step + 5);
  const target = { conversationId: LOBBY_ID, userId: user.id, seq, at: AT + step };
  const emoji = random.pick(["👍", "🎉", "😮"]);
  const mentioned = { start: 0, length: 1, userId: random.pick(people).id };
  const { storage } = shoal;
  const acts = [
    () => say({}),
    () => say({ replyTo: seq }),
    () => say({ mentions: [mentioned] }),
    () => storage.editMessage({ ...target, text: `edited ${step}`, ...(random.chance(0.3) && { mentions: [mentioned] }) }),
    () => storage.deleteMessage(target),
    () => storage.react({ ...target, emoji }),
    () => storage.react({ ...target, emoji }),
    () => storage.unreact({ ...target, emoji }),
    () => storage.pin(target),
    () => storage.unpin(target),
  ];
  // A refused one writes nothing, and is part of a history too.
  await random
    .pick(acts)()
    .catch(() => {});

  function say(more: object): Promise<unknown> {
    const message = { conversationId: LOBBY_ID, userId: user.id, clientMessageId: newClientMessageId(), text: `say ${step}` };
    return storage.appendMessage({ ...message, ...more, at: AT + step });
  }
}
