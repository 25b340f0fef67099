import type { Clock } from "../../clock.ts";
import type { Conversation } from "../../protocol/conversations.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { foldText } from "../../protocol/fold-text.ts";
import type { MemberList, RoomList } from "../../protocol/frames/directory.ts";
import { newId } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";
import { readNickname } from "../accounts/nickname.ts";
import type { ConversationList, SettingsChange, Storage } from "../storage/storage.ts";
import { visibleText } from "../visible-text.ts";

interface Query {
  readonly query: string;
  readonly after?: string | undefined;
}

/** Rooms, direct message conversations, and their members. */
export class Conversations {
  readonly #storage: Storage;
  readonly #clock: Clock;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Throws `room-name-invalid`, `room-name-taken`, `too-many-conversations`. */
  async createRoom(owner: Person, rawName: string, isPrivate: boolean): Promise<Conversation> {
    const name = visibleText(rawName, { characters: limits.roomNameCharactersMax, bytes: limits.roomNameBytesMax });
    if (name === undefined) throw new ShoalError("room-name-invalid");
    return this.#storage.createRoom({
      id: newId("r"),
      name,
      nameKey: foldText(name),
      isPrivate,
      ownerId: owner.id,
      at: this.#clock.now(),
    });
  }

  join(user: Person, conversationId: string): Promise<Conversation> {
    return this.#storage.join(conversationId, user.id, this.#clock.now());
  }

  leave(user: Person, conversationId: string): Promise<void> {
    return this.#storage.leave(conversationId, user.id, this.#clock.now());
  }

  invite(inviter: Person, conversationId: string, userId: string): Promise<void> {
    return this.#storage.invite(conversationId, inviter.id, userId, this.#clock.now());
  }

  withdrawInvitation(inviter: Person, conversationId: string, userId: string): Promise<void> {
    return this.#storage.withdrawInvitation(conversationId, inviter.id, userId, this.#clock.now());
  }

  acceptInvitation(user: Person, conversationId: string): Promise<Conversation> {
    return this.#storage.acceptInvitation(conversationId, user.id, this.#clock.now());
  }

  declineInvitation(user: Person, conversationId: string): Promise<void> {
    return this.#storage.declineInvitation(conversationId, user.id, this.#clock.now());
  }

  openDirect(user: Person, peerId: string): Promise<Conversation> {
    return this.#storage.openDirect({ newId: newId("d"), userId: user.id, peerId, at: this.#clock.now() });
  }

  /** Throws `not-found`, `too-many-pinned-conversations`. */
  configure(user: Person, change: Omit<SettingsChange, "userId" | "at">): Promise<void> {
    return this.#storage.configure({ ...change, userId: user.id, at: this.#clock.now() });
  }

  list(user: Person): Promise<ConversationList> {
    return this.#storage.listConversations(user.id);
  }

  /** A user by nickname, as a member of a conversation of `user`. Throws `nickname-invalid`, `not-found`. */
  async findMember(user: Person, conversationId: string, rawNickname: string): Promise<Person> {
    const { key } = readNickname(rawNickname);
    // Of all keys that begin with it, the key itself comes first.
    const page = await this.#storage.listMembers(conversationId, user.id, { text: key, limit: 1 });
    const [member] = page.items;
    if (member === undefined || foldText(member.nickname) !== key) {
      throw new ShoalError("not-found", { message: "No member of this conversation has that nickname." });
    }
    return { id: member.id, nickname: member.nickname };
  }

  async rooms(user: Person, { query, after }: Query): Promise<Pick<RoomList, "rooms" | "next">> {
    const page = await this.#storage.listRooms(user.id, { text: foldText(query), after, limit: limits.roomsPerPageMax });
    return { rooms: [...page.items], ...(page.next !== undefined && { next: page.next }) };
  }

  /** Throws `not-found` unless `user` is a member. */
  async members(
    user: Person,
    conversationId: string,
    { query, after }: Query,
    isOnline: (userId: string) => boolean,
  ): Promise<Pick<MemberList, "members" | "memberCount" | "next">> {
    const page = await this.#storage.listMembers(conversationId, user.id, {
      text: foldText(query),
      after,
      limit: limits.membersPerPageMax,
    });
    return {
      members: page.items.map((item) => ({ ...item, isOnline: isOnline(item.id) })),
      memberCount: page.memberCount,
      ...(page.next !== undefined && { next: page.next }),
    };
  }
}
