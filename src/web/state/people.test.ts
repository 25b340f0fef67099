import { beforeEach, describe, expect, test } from "bun:test";
import { Emitter } from "../../client/emitter.ts";
import {
  type ClientEvents,
  type Conversation,
  LOBBY_ID,
  type Member,
  type MemberList,
  type PageQuery,
} from "../../client/index.ts";
import { People } from "./people.ts";

const at = Date.UTC(2030, 0, 1);

let client: FakeClient;
let people: People;

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
  people = new People(client);
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
