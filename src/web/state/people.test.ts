import { beforeEach, describe, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { Emitter } from "../../client/emitter.ts";
import {
  type ClientEvents,
  type Conversation,
  LOBBY_ID,
  type Member,
  type MemberList,
  type OrderEvent,
  type PageQuery,
} from "../../client/index.ts";
import { People } from "./people.ts";

const at = Date.UTC(2030, 0, 1);

let client: FakeClient;
let people: People;
let clock: FakeClock;

/** A server whose pages of members have two each, and that answers the moment it is asked. */
class FakeClient {
  readonly user = { id: "u_ann", nickname: "ann" };
  readonly conversations: ReadonlyMap<string, Conversation> = new Map();
  readonly #events = new Emitter<ClientEvents>();
  readonly #nicknames = ["ann", "ben", "小鱼"];

  on<Type extends keyof ClientEvents>(type: Type, listener: (event: ClientEvents[Type]) => void): () => void {
    return this.#events.on(type, listener);
  }

  async watch(conversationId: string): Promise<ClientEvents["watched"]> {
    return { type: "watched", requestId: 1, conversationId, online: [], onlineCount: 0 };
  }

  async members(conversationId: string, { after = "" }: PageQuery = {}): Promise<MemberList> {
    const following = this.#nicknames.filter((nickname) => nickname > after);
    const members = following.slice(0, 2).map(member);
    const next = following.length > 2 ? members.at(-1)?.nickname : undefined;
    return {
      type: "member-list",
      requestId: 1,
      conversationId,
      members,
      memberCount: this.#nicknames.length,
      ...(next && { next }),
    };
  }

  join(nickname: string): void {
    this.#nicknames.push(nickname);
    this.#nicknames.sort();
    this.#happen({ type: "join", seq: 1, at, by: member(nickname) });
  }

  leave(nickname: string): void {
    this.#nicknames.splice(this.#nicknames.indexOf(nickname), 1);
    this.#happen({ type: "leave", seq: 1, at, by: member(nickname) });
  }

  order(event: OrderEvent): void {
    this.#happen(event);
  }

  handOver(from: string, to: string): void {
    this.#happen({ type: "room", seq: 1, at, by: member(from), owner: member(to) });
  }

  react(nickname: string): void {
    this.#happen({ type: "react", seq: 1, at, by: member(nickname), target: 1, emoji: "👍" });
  }

  #happen(event: ClientEvents["event"]["event"]): void {
    this.#events.emit("event", { conversationId: LOBBY_ID, event });
  }
}

beforeEach(async () => {
  client = new FakeClient();
  clock = new FakeClock();
  people = new People(client, clock);
  people.show(LOBBY_ID);
  await Bun.sleep(0);
});

describe("the people of a conversation", () => {
  test("come page by page", async () => {
    expect(nicknames()).toEqual(["ann", "ben"]);
    people.loadMore();
    await Bun.sleep(0);
    expect([nicknames(), people.hasMore.value]).toEqual([["ann", "ben", "小鱼"], false]);
  });

  test("have each of them once, also a member who joined before their page was read", async () => {
    client.join("zoe");
    expect(nicknames()).toEqual(["ann", "ben", "zoe"]);
    people.loadMore();
    await Bun.sleep(0);
    expect([nicknames(), people.memberCount.value]).toEqual([["ann", "ben", "zoe", "小鱼"], 4]);
  });

  test("have each of them once, however often the same page is asked for", async () => {
    people.loadMore();
    people.loadMore();
    await Bun.sleep(0);
    expect(nicknames()).toEqual(["ann", "ben", "小鱼"]);
  });

  test("are fewer when a member leaves", () => {
    client.leave("ben");
    expect([nicknames(), people.memberCount.value]).toEqual([["ann"], 2]);
  });

  test("[P171b] [P173] know who keeps order, who is muted and who may speak; a room that is handed over has one owner", () => {
    const [place, user] = [{ seq: 1, at }, member("ann")];
    client.order({ type: "mute", ...place, user });
    client.order({ type: "voice", ...place, user, hasVoice: true });
    expect(people.members.value[0]).toMatchObject({ isMuted: true, hasVoice: true });
    client.order({ type: "unmute", ...place, user });
    client.order({ type: "role", ...place, user, role: "owner" });
    client.order({ type: "role", ...place, user: member("ben"), role: "owner" });
    expect(people.members.value.map(({ role, isMuted }) => [role, isMuted])).toEqual([
      ["moderator", false],
      ["owner", undefined],
    ]);
  });

  test("[P173] are muted no longer than their last mute says, though no event tells of its end", async () => {
    const user = member("ann");
    const isMuted = () => people.members.value[0]?.isMuted;
    const mute = (seq: number, until?: number) =>
      client.order({ type: "mute", seq, at, user, ...(until !== undefined && { until }) });
    mute(1, at + 60_000);
    mute(2, at + 120_000);
    await clock.advance(60_000);
    expect(isMuted()).toBeTrue();
    await clock.advance(60_000);
    expect(isMuted()).toBeFalse();
    mute(3, at + 2 ** 40);
    await clock.advance(1);
    expect(isMuted()).toBeTrue();
  });

  test("[P39a] know the owner who follows, and count no user who only changed something", () => {
    client.leave("ben");
    client.handOver("ben", "ann");
    client.react("小鱼");
    expect(people.members.value).toEqual([{ ...member("ann"), role: "owner" }]);
    expect(people.memberCount.value).toBe(2);
  });
});

function nicknames(): string[] {
  return people.members.value.map(({ nickname }) => nickname);
}

function member(nickname: string): Member {
  return { id: `u_${nickname}`, nickname, role: "member", isOnline: false };
}
