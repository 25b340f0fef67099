import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import { DELETED_NICKNAME } from "../../../src/protocol/people.ts";
import type {
  AdmittedUser,
  ImportedEvent,
  ImportedMember,
  NewImportedConversation,
  NewImportedUser,
} from "../../../src/server/storage/import-records.ts";
import { eventually } from "../../support/eventually.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

const SOURCE = "another-server";
const PAST = AT - 1_000_000;

function user(name: string, more: Partial<NewImportedUser> = {}): NewImportedUser {
  const nicknames = [name, `${name} 2`, `${name} 3`].map((text) => ({ text, key: text, skeleton: text }));
  return { foreignId: `u_${name}`, state: "active", nicknames, createdAt: PAST, ...more };
}

function message(seq: number, by: string, text: string, more: object = {}): ImportedEvent {
  return { type: "message", seq, at: PAST + seq, by: `u_${by}`, text, ...more };
}

/** Steps of an import from one source. */
class Import {
  readonly #shoal: OpenStorage;

  constructor(shoal: OpenStorage) {
    this.#shoal = shoal;
  }

  async users(...items: NewImportedUser[]): Promise<string[]> {
    const users = await this.#shoal.storage.importUsers({ source: SOURCE, at: AT, items });
    return users.map(({ id, nickname }) => `${id} ${nickname}`);
  }

  async admit(...names: string[]): Promise<void> {
    const items = names.map((name): AdmittedUser => ({ foreignId: `u_${name}`, isAccount: true, lastSeenAt: PAST }));
    await this.#shoal.storage.admitUsers({ source: SOURCE, at: AT, items });
  }

  begin(foreignId: string, more: Partial<NewImportedConversation> = {}) {
    const name = { text: "Reef", key: "reef" };
    return this.#shoal.storage.beginConversation({ source: SOURCE, at: AT, foreignId, kind: "room", floor: 0, name, ...more });
  }

  events(foreignId: string, ...events: ImportedEvent[]) {
    return this.#shoal.storage.importEvents({ source: SOURCE, foreignId, events });
  }

  async members(foreignId: string, ...names: string[]): Promise<void> {
    const items = names.map((name): ImportedMember => ({ userId: `u_${name}`, role: "member", joinedSeq: 0, isListed: true }));
    await this.#shoal.storage.importMembers({ source: SOURCE, at: AT, foreignId, items });
  }

  open(foreignId: string, ownerId?: string) {
    return this.#shoal.storage.openConversation({ source: SOURCE, foreignId, at: AT, ownerId });
  }
}

export function importRules(open: Open): void {
  test("imported users keep ids and nicknames that are free, get others where they are not, and are the same when they come again", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("ann");
    const moving = new Import(shoal);
    const first = await moving.users(
      ...[user("ann"), user("ben"), user("ann", { foreignId: ann.id }), user("ann", { foreignId: "u_gone", state: "retired" })],
      user("x", { foreignId: "u_deleted", state: "deleted" }),
    );
    expect(first.slice(0, 2)).toEqual(["u_ann ann 2", "u_ben ben"]);
    expect(first[2]).toMatch(/^u_\S+ ann 3$/);
    expect(first[2]).not.toContain(ann.id);
    expect(first.slice(3)).toEqual(["u_gone ann", `u_deleted ${DELETED_NICKNAME}`]);
    expect(await moving.users(user("ann"), user("ben"))).toEqual(first.slice(0, 2));
    // Who is on the way in meets no one.
    expect((await shoal.storage.listMembers(LOBBY_ID, ann.id, { text: "", limit: 10 })).memberCount).toBe(1);
  });

  test("a user with an identity that a user here has is that user, and stays as they are", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const ann = await shoal.signUp("ann");
    const identity = { issuer: "https://id.example.org", subject: "1" };
    await storage.signInByIdentity({
      ...{ identity, newUserId: "u_new", expiredBefore: 0, nicknames: [{ text: "ben", key: "ben", skeleton: "ben" }] },
      session: { id: "s_new", tokenHash: "new", device: "", at: AT },
    });
    const moving = new Import(shoal);
    expect(await moving.users(user("benjamin", { identities: [identity] }))).toEqual(["u_new ben"]);
    await storage.admitUsers({
      source: SOURCE,
      at: AT,
      items: [{ foreignId: "u_benjamin", isAccount: true, serverRole: "administrator" }],
    });
    expect(await storage.findAccount("u_new")).toMatchObject({ serverRole: "member" });
    expect(ann.nickname).toBe("ann");
  });

  test("a conversation is nowhere until it is open, and then its members have all of it, read to its end", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const dan = await shoal.signUp("dan");
    const moving = new Import(shoal);
    await moving.users(user("ann"), user("ben"));
    await moving.admit("ann", "ben");
    expect(await moving.begin("r_reef")).toEqual({ id: "r_reef", isOpen: false, seq: 0 });
    await moving.events("r_reef", message(1, "ann", "planted"), message(2, "ben", "an answer", { replyTo: 1 }));
    await moving.members("r_reef", "ann", "ben");
    const seen = async () => [
      (await storage.listRooms(dan.id, { text: "reef", limit: 10 })).items.length,
      (await storage.listAllRooms({ text: "reef", sort: "name", limit: 10 })).items.length,
      (await storage.listConversations("u_ann")).conversations.length,
      (await storage.search({ userId: "u_ann", query: "planted", limit: 10 })).items.length,
    ];
    expect(await seen()).toEqual([0, 0, 1, 0]);
    await expectRefusal(storage.join("r_reef", dan.id, AT), "not-found");
    await expectRefusal(storage.readHistory("r_reef", "u_ann", { limit: 10 }), "not-found");

    shoal.batches.length = 0;
    expect(await moving.open("r_reef")).toEqual({ id: "r_reef", name: "Reef", memberCount: 2, accountCount: 2 });
    expect(await moving.open("r_reef")).toMatchObject({ memberCount: 2 });
    expect(shoal.appends.map(({ logId, events }) => [logId, events.map(({ type }) => type)])).toEqual([
      ["u_ann", ["joined"]],
      ["u_ben", ["joined"]],
    ]);
    await eventually(async () => expect(await seen()).toEqual([1, 1, 2, 1]));
    const { events } = await storage.readHistory("r_reef", "u_ben", { after: 0, limit: 10 });
    expect(events).toMatchObject([
      { seq: 1, at: PAST + 1, by: { id: "u_ann" }, text: "planted" },
      { seq: 2, by: { id: "u_ben" }, reply: { seq: 1, text: "planted" } },
    ]);
    const listed = (await storage.listConversations("u_ann")).conversations.find(({ id }) => id === "r_reef");
    expect(listed).toMatchObject({ head: 2, readSeq: 2, messageCount: 2, readMessageCount: 2, role: "owner" });
    expect(await shoal.say({ id: "u_ann", nickname: "ann" }, "r_reef", "and on")).toMatchObject({ seq: 3 });
  });

  test("events come once, in order, and the first that cannot come stops those behind it", async () => {
    await using shoal = await open();
    const moving = new Import(shoal);
    await moving.users(user("ann"));
    await moving.admit("ann");
    await expectRefusal(moving.events("r_reef", message(1, "ann", "one")), "not-found");
    await moving.begin("r_reef", { floor: 10 });
    const react = { type: "react", seq: 13, at: AT, by: "u_ann", target: 12, content: { emoji: "👍" } };
    expect(await moving.events("r_reef", message(11, "ann", "one"), message(12, "ann", "two", { replyTo: 11 }))).toMatchObject({
      seq: 12,
    });
    expect(await moving.events("r_reef", message(12, "ann", "two"), react, message(15, "ann", "four"))).toMatchObject({
      seq: 13,
      refused: { seq: 15, reason: "order" },
    });
    expect(await moving.events("r_reef", message(14, "eve", "x"))).toMatchObject({
      seq: 13,
      refused: { reason: "user", detail: "u_eve" },
    });
    expect(await moving.events("r_reef", { ...react, seq: 14, target: 13 })).toMatchObject({ refused: { reason: "target" } });
    // What is not kept is named, and is not there.
    await moving.events("r_reef", { ...react, seq: 14, target: 9 }, message(15, "ann", "five", { replyTo: 10 }));
    await moving.members("r_reef", "ann");
    await moving.open("r_reef");
    const { events, floor, head } = await shoal.storage.readHistory("r_reef", "u_ann", { after: 0, limit: 10 });
    expect({ floor, head }).toEqual({ floor: 10, head: 15 });
    expect(events).toMatchObject([
      { seq: 11, text: "one" },
      { seq: 12, reply: { seq: 11 }, reactions: [{ emoji: "👍", count: 1, isOwn: true }] },
      { seq: 13, type: "react", target: 12 },
      { seq: 14, type: "react", target: 9 },
      { seq: 15, reply: { seq: 10 } },
    ]);
    // An open conversation takes no past.
    expect(await moving.events("r_reef", message(16, "ann", "late"))).toMatchObject({ isOpen: true });
    expect((await shoal.log("r_reef")).length).toBe(5);
  });

  test("the lobby becomes the lobby of a server where nothing happened yet, and a room with the next name elsewhere", async () => {
    for (const isUsed of [false, true]) {
      await using shoal = await open();
      if (isUsed) await shoal.signUp("dan");
      const moving = new Import(shoal);
      await moving.users(user("ann"), user("ben"));
      await moving.begin("lobby", { isLobby: true, name: { text: "lobby", key: "lobby" } });
      await moving.events("lobby", message(1, "ann", "hello"));
      await moving.members("lobby", "ann");
      const opened = await moving.open("lobby");
      await moving.admit("ann", "ben");
      expect([opened.name, opened.id === LOBBY_ID]).toEqual(isUsed ? ["lobby 2", false] : ["lobby", true]);
      expect(await shoal.types(LOBBY_ID)).toEqual(isUsed ? ["join", "join", "join"] : ["message", "join"]);
      expect((await shoal.storage.listConversations("u_ann")).conversations.length).toBe(isUsed ? 2 : 1);
      await shoal.signUp("eve");
      expect(await shoal.types(LOBBY_ID)).toEqual(isUsed ? ["join", "join", "join", "join"] : ["message", "join", "join"]);
    }
  });

  test("a room without a member stays closed until an owner is named", async () => {
    await using shoal = await open();
    const dan = await shoal.signUp("dan");
    const moving = new Import(shoal);
    await moving.users(user("ann", { state: "retired" }));
    await moving.begin("r_reef", { isPrivate: true });
    await moving.events("r_reef", message(1, "ann", "hello"));
    expect(await moving.open("r_reef")).toMatchObject({ memberCount: 0 });
    expect(await moving.open("r_reef", dan.id)).toMatchObject({ memberCount: 1, accountCount: 0 });
    expect(await shoal.listed(dan, "r_reef")).toMatchObject({ role: "owner", head: 1 });
    expect(await shoal.storage.eraseEmptyRooms(10)).toBe(0);
  });

  test("two people who talk in private here already get what they wrote elsewhere as a private room", async () => {
    await using shoal = await open();
    const moving = new Import(shoal);
    await moving.users(user("ann"), user("ben"));
    await moving.admit("ann", "ben");
    const [ann, ben] = ["ann", "ben"].map((nickname) => ({ id: `u_${nickname}`, nickname }));
    if (!ann || !ben) throw new Error("Ann and Ben are here.");
    const people = ["u_ann", "u_ben"] as const;
    for (const id of ["d_one", "d_two"]) {
      await moving.begin(id, { kind: "direct", people });
      await moving.events(id, message(1, "ann", id));
      await moving.members(id, "ann", "ben");
      await moving.open(id);
    }
    expect(await shoal.listed(ann, "d_one")).toMatchObject({ kind: "direct", peer: { id: "u_ben" } });
    expect(await shoal.listed(ben, "d_two")).toMatchObject({ kind: "room", isPrivate: true, name: "ann, ben" });
    expect((await shoal.direct(ann, ben)).id).toBe("d_one");
  });

  test("blocks, bans and mutes come in with people; what a user says who is deleted on the way is erased", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const moving = new Import(shoal);
    await moving.users(user("ann"), user("ben"), user("cat"));
    await moving.begin("r_reef");
    await moving.events("r_reef", message(1, "cat", "planted"), message(2, "ann", "kept"));
    await moving.members("r_reef", "ann", "ben", "cat");
    await storage.importBlocks({ source: SOURCE, at: AT, items: [{ userId: "u_ann", blockedId: "u_ben", at: PAST }] });
    const mute = { kind: "mute", userId: "u_ben", at: PAST } as const;
    const items = [
      { ...mute, conversationId: "r_reef" },
      { ...mute, kind: "ban", until: AT - 1 } as const,
      { ...mute, kind: "ban" } as const,
    ];
    await storage.importRestrictions({ source: SOURCE, at: AT, items });
    await moving.admit("ann", "ben", "cat");
    await storage.deleteUser({ userId: "u_cat", at: AT });
    while ((await storage.eraseDeletedUsers(100, AT)).isBehind);
    await moving.open("r_reef");
    while ((await storage.eraseDeletedUsers(100, AT)).isBehind);
    expect((await storage.listConversations("u_ann")).blockedIds).toEqual(["u_ben"]);
    const restricted = await storage.listRestrictions({ actorId: "u_ann", conversationId: "r_reef", at: AT });
    expect(restricted).toMatchObject([{ kind: "mute", user: { id: "u_ben" } }]);
    await expectRefusal(storage.createSession({ id: "s_b", userId: "u_ben", tokenHash: "b", device: "", at: AT }), "banned");
    const { events } = await storage.readHistory("r_reef", "u_ann", { after: 0, limit: 10 });
    expect(events).toMatchObject([{ text: "", isDeleted: true }, { text: "kept" }]);
    expect(JSON.stringify(await storage.exportEvents("u_cat", "r_reef", 0, 10))).not.toContain("planted");
  });

  test("a file of an import is shown to the members of its conversation, and not before that is open", async () => {
    await using shoal = await open();
    const moving = new Import(shoal);
    await moving.users(user("ann", { picture: "f_face" }));
    await moving.admit("ann");
    await moving.begin("r_reef");
    const file = { id: "f_note", name: "note.txt", type: "text/plain", byteLength: 3 };
    await moving.events("r_reef", message(1, "ann", "see", { files: [file] }));
    await moving.members("r_reef", "ann");
    const { storage } = shoal;
    const find = (foreignId: string) => storage.findImportedFile({ source: SOURCE, foreignId });
    expect(await find("f_note")).toEqual({ id: "f_note", isPicture: false, type: "text/plain", byteLength: 3 });
    expect(await find("f_face")).toEqual({ id: "f_face", isPicture: true });
    expect(await find("f_other")).toBeUndefined();
    expect(await storage.findFile("f_note", "u_ann")).toBeUndefined();
    await moving.open("r_reef");
    expect(await storage.findFile("f_note", "u_ann")).toEqual(file);
  });
}
