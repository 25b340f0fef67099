import type { Clock } from "../../clock.ts";
import type { Conversation } from "../../protocol/conversations.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { foldText } from "../../protocol/fold-text.ts";
import type { MemberList, RoomList } from "../../protocol/frames/directory.ts";
import { newId } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";
import { readNickname } from "../accounts/nickname.ts";
import type { Pictures } from "../accounts/pictures.ts";
import type { ConversationList, SettingsChange, Storage } from "../storage/storage.ts";
import { readRoomLooks, readRoomName } from "./room-looks.ts";

/** Messages, or members, of one step: some milliseconds, so that no other writer waits for long. */
const ERASED_AT_ONCE_MAX = 100;

interface Query {
  readonly query: string;
  readonly after?: string | undefined;
}

/** A room as a user asks for it; an empty description, emoji or picture means that it has none. */
interface RoomRequest {
  readonly name: string;
  readonly description?: string | undefined;
  readonly emoji?: string | undefined;
  /** An upload. */
  readonly picture?: string | undefined;
  readonly isPrivate: boolean;
}

/** What is missing stays. */
type RoomChangeRequest = { readonly [Field in keyof RoomRequest]?: RoomRequest[Field] | undefined };

/** Rooms, direct message conversations, and their members. */
export class Conversations {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #pictures: Pictures;

  constructor(storage: Storage, clock: Clock, pictures: Pictures) {
    this.#storage = storage;
    this.#clock = clock;
    this.#pictures = pictures;
  }

  /**
   * Throws `room-name-invalid`, `room-description-invalid`, `emoji-invalid`, `room-name-taken`, `too-many-conversations`, `file-not-found`, and what
   * `Pictures.make` throws.
   */
  async createRoom(owner: Person, { name: rawName, isPrivate, picture, ...looks }: RoomRequest): Promise<Conversation> {
    const { text: name, key: nameKey } = readRoomName(rawName);
    const room = {
      ...{ id: newId("r"), name, nameKey, isPrivate, picture, ...readRoomLooks(looks) },
      ...{ ownerId: owner.id, at: this.#clock.now() },
    };
    return await this.#withPicture(picture, owner, () => this.#storage.createRoom(room));
  }

  /** Throws what `createRoom` throws, and `not-found`, `not-allowed`. */
  async describeRoom(
    user: Person,
    conversationId: string,
    { name, isPrivate, picture, ...looks }: RoomChangeRequest,
  ): Promise<void> {
    const change = {
      ...{ conversationId, userId: user.id, isPrivate, picture, ...readRoomLooks(looks), at: this.#clock.now() },
      ...(name !== undefined && { name: readRoomName(name) }),
    };
    await this.#withPicture(picture, user, () => this.#storage.describeRoom(change));
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

  /** Erases what was said in rooms that their last member left. */
  async eraseEmptyRooms(): Promise<void> {
    while ((await this.#storage.eraseEmptyRooms(ERASED_AT_ONCE_MAX)) === ERASED_AT_ONCE_MAX);
  }

  /** Removes the members of rooms that an administrator deleted. */
  async clearDeletedRooms(): Promise<void> {
    while ((await this.#storage.clearDeletedRooms(ERASED_AT_ONCE_MAX, this.#clock.now())) === ERASED_AT_ONCE_MAX);
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

  async isMember(userId: string, conversationId: string): Promise<boolean> {
    try {
      await this.#storage.listMembers(conversationId, userId, { text: "", limit: 1 });
      return true;
    } catch (error) {
      if (error instanceof ShoalError && error.code === "not-found") return false;
      throw error;
    }
  }

  #withPicture<Result>(picture: string | undefined, { id }: Person, store: () => Promise<Result>): Promise<Result> {
    return picture ? this.#pictures.make(picture, id, store) : store();
  }
}
