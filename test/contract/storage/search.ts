import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import type { MessageEvent } from "../../../src/protocol/messages.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { eventually } from "../../support/eventually.ts";
import { SeededRandom } from "../../support/random.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export function searchRules(open: Open): void {
  test("[P50a] words, beginnings of words, and any part of Chinese text are found, the newest first", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    for (const text of ["The harbour at night", "今天天气很好", "harbours everywhere", "Café ＬＩＮＵＸ"])
      await shoal.say(ann, LOBBY_ID, text);
    await finds(shoal, ann, "harb", ["harbours everywhere", "The harbour at night"]);
    await finds(shoal, ann, "h", ["harbours everywhere", "The harbour at night"]);
    await finds(shoal, ann, '"harbour"', ["The harbour at night"]);
    for (const query of ["天", "天气", "天气很好", "今天天气"]) await finds(shoal, ann, query, ["今天天气很好"]);
    await finds(shoal, ann, "cafe linux", ["Café ＬＩＮＵＸ"]);
    await finds(shoal, ann, "harb -night", ["harbours everywhere"]);
    for (const query of ["arbour", "天好", "nothing", '"harb"']) await finds(shoal, ann, query, []);
  });

  test("[P50a] a message is found soon, also while others keep coming", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await shoal.say(ann, LOBBY_ID, "pearl");
    let isFound = false;
    const talk = async (): Promise<void> => {
      while (!isFound) await shoal.say(ann, LOBBY_ID, "waves");
    };
    const search = finds(shoal, ann, "pearl", ["pearl"]).finally(() => {
      isFound = true;
    });
    await Promise.all([talk(), search]);
  });

  test("[P50d] a user searches the conversations of their list, and no other", async () => {
    await using shoal = await open();
    const [ann, eve] = [await shoal.signUp("Ann"), await shoal.signUp("Eve")];
    const room = await shoal.room(ann, "harbour", { isPrivate: true });
    await shoal.say(ann, room.id, "pearl in the room");
    await shoal.say(ann, LOBBY_ID, "pearl in the lobby", undefined, AT + 1);
    await finds(shoal, ann, "pearl", ["pearl in the lobby", "pearl in the room"]);
    await finds(shoal, eve, "pearl", ["pearl in the lobby"]);
    await expectRefusal(search(shoal, eve, "pearl", { conversationId: room.id }), "not-found");
    await shoal.storage.invite(room.id, ann.id, eve.id, AT);
    await finds(shoal, eve, "pearl", ["pearl in the lobby"]);
    await shoal.storage.acceptInvitation(room.id, eve.id, AT);
    await finds(shoal, eve, "pearl", ["pearl in the lobby", "pearl in the room"]);
    await shoal.storage.leave(room.id, eve.id, AT);
    await finds(shoal, eve, "pearl", ["pearl in the lobby"]);
  });

  test("[P50c] filters by author, room, day and kind", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const room = await shoal.room(ann, "harbour");
    await shoal.storage.join(room.id, ben.id, AT);
    await shoal.say(ann, LOBBY_ID, "one https://example.org", undefined, AT);
    await shoal.say(ben, LOBBY_ID, "two", undefined, AT + DAY_MS);
    await shoal.say(ben, room.id, "three", undefined, AT + 2 * DAY_MS);
    await finds(shoal, ann, "from:ben", ["three", "two"]);
    await finds(shoal, ann, "from:BEN from:ann", ["three", "two", "one https://example.org"]);
    await finds(shoal, ann, "from:nobody", []);
    await finds(shoal, ann, "in:harbour", ["three"]);
    await finds(shoal, ann, "has:link", ["one https://example.org"]);
    await finds(shoal, ann, "has:file", []);
    await finds(shoal, ann, "before:2030-01-02", ["one https://example.org"]);
    await finds(shoal, ann, "after:2030-01-02 before:2030-01-03 two", ["two"]);
    await finds(shoal, ann, "", ["three", "two", "one https://example.org"]);
  });

  test("[P41a] [P40b] a deleted or edited text is not found any more", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { seq } = await shoal.say(ann, LOBBY_ID, "pearl one");
    const other = await shoal.say(ann, LOBBY_ID, "pearl two");
    await finds(shoal, ann, "pearl", ["pearl two", "pearl one"]);
    const target = { conversationId: LOBBY_ID, userId: ann.id, at: AT };
    for (const text of ["pearl first edit", "pearl second edit", "oyster"])
      await shoal.storage.editMessage({ ...target, seq, text });
    await finds(shoal, ann, "oyster", ["oyster"]);
    await finds(shoal, ann, "pearl", ["pearl two"]);
    await shoal.storage.deleteMessage({ ...target, seq: other.seq });
    await finds(shoal, ann, "pearl", []);
    await shoal.reopen();
    await finds(shoal, ann, "oyster", ["oyster"]);
    await finds(shoal, ann, "pearl", []);
  });

  test("[P50a] pages follow each other without a gap or a double, over several conversations", async () => {
    await using shoal = await open();
    const random = new SeededRandom();
    const ann = await shoal.signUp("Ann");
    const rooms = [LOBBY_ID, (await shoal.room(ann, "reef")).id, (await shoal.room(ann, "cave")).id];
    const texts: string[] = [];
    for (let index = 0; index < 120; index += 1) {
      const text = `${random.chance(0.7) ? "fish" : "boat"} ${index}`;
      // Several at one moment.
      await shoal.say(ann, random.pick(rooms), text, undefined, AT + Math.floor(index / 4));
      if (text.startsWith("fish")) texts.push(text);
    }
    await eventually(async () => expect(await all(shoal, ann, "fish")).toHaveLength(texts.length));
    const found = await all(shoal, ann, "fish");
    expect(found.map(({ text }) => text).toSorted()).toEqual(texts.toSorted());
    expect(found.map(({ at }) => at)).toEqual(found.map(({ at }) => at).toSorted((one, other) => other - one));
  });
}

async function search(shoal: OpenStorage, { id }: Person, query: string, more: object = {}) {
  return await shoal.storage.search({ userId: id, query, limit: 50, ...more });
}

/** Messages are indexed a moment after they were stored. */
async function finds(shoal: OpenStorage, user: Person, query: string, texts: readonly string[]): Promise<void> {
  await eventually(async () => {
    const { items } = await search(shoal, user, query);
    expect({ query, texts: items.map(({ message }) => message.text) }).toEqual({ query, texts: [...texts] });
  });
}

async function all(shoal: OpenStorage, user: Person, query: string) {
  const found: MessageEvent[] = [];
  let after: string | undefined;
  do {
    const page = await search(shoal, user, query, { limit: 7, after });
    found.push(...page.items.map(({ message }) => message));
    after = page.next;
  } while (after !== undefined);
  return found;
}
