import type { SeededRandom } from "../../../../test/support/random.ts";
import { ShoalError } from "../../../protocol/errors.ts";
import { LOBBY_ID, newClientMessageId, newId } from "../../../protocol/ids.ts";
import type { Person } from "../../../protocol/people.ts";
import type { EventfulFolder } from "./eventful-folder.ts";

interface Inhabitant {
  readonly person: Person;
  readonly sessionId: string;
}

const names = ["Ann", "Ben", "Cid", "Dora", "小鱼", "Eve", "Finn", "Gil"];
const words = ["tide", "reef", "礁石", "https://fish.example", "a shoal of herring", "ok", "naïve café"];
const emoji = ["👍", "🎉", "😮"];

/** People who do at random whatever can be done. What is refused is part of it. */
export class RandomLife {
  readonly #world: EventfulFolder;
  readonly #random: SeededRandom;
  readonly #people: Inhabitant[] = [];
  readonly #places: string[] = [LOBBY_ID];
  readonly #rooms: string[] = [];
  readonly #codes: string[] = [];
  /** Who made a room. */
  readonly #founders = new Map<string, string>();
  /** About the newest place of each conversation. */
  readonly #heads = new Map<string, number>();
  /** What was said lately, with its author. */
  #said: { readonly conversationId: string; readonly userId: string; readonly seq: number }[] = [];
  #count = 0;

  constructor(world: EventfulFolder, random: SeededRandom) {
    this.#world = world;
    this.#random = random;
  }

  /** So many acts, some of them at once. */
  async live(acts: number): Promise<void> {
    while (this.#people.length < names.length) await this.#arrive();
    for (let done = 0; done < acts; done += 8) {
      await Promise.all(Array.from({ length: 8 }, () => this.#act()));
      this.#world.clock.advance(this.#random.integer(0, 2_000));
    }
  }

  async #arrive(): Promise<void> {
    this.#count += 1;
    const inhabitant = await this.#world.signUp(`${names[this.#people.length] ?? "New"} ${this.#count}`);
    const { storage } = this.#world;
    if (this.#random.chance(0.5))
      await storage.claimAccount({ userId: inhabitant.person.id, passwordHash: "hash", at: this.#at });
    const serverRole = this.#random.pick(["member", "moderator", "administrator"] as const);
    await storage.setServerRole({ userId: inhabitant.person.id, serverRole, at: this.#at }).catch(ignoreRefusal);
    this.#people.push(inhabitant);
  }

  get #at(): number {
    return this.#world.clock.now();
  }

  async #act(): Promise<void> {
    const random = this.#random;
    const act = random.chance(0.45)
      ? this.#talk
      : random.pick([this.#change, this.#change, this.#order, this.#move, this.#move, this.#rare]);
    await act.call(this).catch(ignoreRefusal);
  }

  #target() {
    const conversationId = this.#random.chance(0.4) ? LOBBY_ID : this.#random.pick(this.#places.slice(-12));
    const userId = this.#random.pick(this.#people).person.id;
    const head = this.#heads.get(conversationId) ?? 1;
    return { conversationId, userId, seq: Math.max(1, head - this.#random.integer(0, 6)), at: this.#at };
  }

  async #talk(): Promise<void> {
    const { storage } = this.#world;
    const random = this.#random;
    const { seq, ...place } = this.#target();
    const user = { id: place.userId, nickname: "" };
    const isWithFile = random.chance(0.3);
    const files = isWithFile ? [await this.#world.upload(user, random.pick(["fish.png", "note.txt"]))] : undefined;
    const mentioned = { start: 0, length: 1, userId: random.pick(this.#people).person.id };
    const mention = random.pick([
      [],
      [],
      [mentioned],
      [
        { start: 0, length: 1 },
        { ...mentioned, start: 1 },
      ],
    ]);
    const replyTo = random.chance(0.3) ? seq : undefined;
    const text = `${random.pick(words)} ${random.pick(words)}`;
    const message = { ...place, clientMessageId: newClientMessageId(), text, files, mentions: mention, replyTo };
    const say = () => storage.appendMessage(message);
    const stored = await say().catch(async () => {
      await storage.join(place.conversationId, user.id, place.at);
      return await say();
    });
    this.#heads.set(place.conversationId, stored.seq);
    this.#said = [...this.#said.slice(-20), { conversationId: place.conversationId, userId: user.id, seq: stored.seq }];
    if (random.chance(0.1)) await storage.appendMessage(message);
  }

  async #change(): Promise<void> {
    const { storage } = this.#world;
    const random = this.#random;
    const said = random.chance(0.6) ? this.#said.at(-random.integer(1, 20)) : undefined;
    const target = { ...this.#target(), ...said };
    const other = { ...target, userId: random.pick(this.#people).person.id };
    const mentions = random.chance(0.4) ? [{ start: 0, length: 1, userId: random.pick(this.#people).person.id }] : undefined;
    await random.pick([
      () => storage.react({ ...other, emoji: random.pick(emoji) }),
      () => storage.react({ ...target, emoji: random.pick(emoji) }),
      () => storage.unreact({ ...target, emoji: random.pick(emoji) }),
      () => storage.editMessage({ ...target, text: `${random.pick(words)} anew` }),
      () => storage.editMessage({ ...target, text: `${random.pick(words)} again`, mentions }),
      () => storage.deleteMessage({ ...target, ...random.pick([{}, { reason: "spam" }]) }),
      () => storage.deleteMessage(target),
      () => storage.pin(other),
      () => storage.unpin(other),
      () => storage.report({ ...other, actorId: other.userId, reason: "rude" }),
      () => storage.markRead(target.conversationId, target.userId, target.seq, target.at),
      () => storage.readAll(target.userId, target.at),
    ])();
  }

  async #order(): Promise<void> {
    const { storage } = this.#world;
    const random = this.#random;
    const { conversationId, userId, at } = this.#target();
    const founder = random.chance(0.7) ? this.#founders.get(conversationId) : undefined;
    const act = { conversationId, actorId: founder ?? random.pick(this.#people).person.id, at };
    const onMember = { ...act, userId };
    const until = random.chance(0.5) ? at + 5_000 : undefined;
    await random.pick([
      () => storage.setRole({ ...onMember, role: random.pick(["owner", "moderator", "member"] as const) }),
      () => storage.mute({ ...onMember, until }),
      () => storage.unmute(onMember),
      () => storage.kick({ ...onMember, reason: "noise" }),
      () => storage.ban({ ...onMember, until }),
      () => storage.unban(onMember),
      () => storage.setVoice({ ...onMember, hasVoice: random.chance(0.5) }),
      () => storage.setRules({ ...act, rules: { hasHands: random.chance(0.6), privateMessages: random.pick(["all", "none"]) } }),
      () => storage.raiseHand(act),
      () => storage.lowerHand({ ...act, isOfAll: random.chance(0.3) }),
      () => storage.resolveAnyReport({ reportId: random.integer(1, 5), at }),
      () => storage.forgetEndedRestrictions(at, 100),
    ])();
  }

  async #move(): Promise<void> {
    const { storage } = this.#world;
    const random = this.#random;
    const { conversationId, userId, at } = this.#target();
    const peerId = random.pick(this.#people).person.id;
    await random.pick([
      () => storage.join(conversationId, userId, at),
      () => this.#leave(conversationId),
      () => storage.invite(conversationId, userId, peerId, at),
      () => storage.acceptInvitation(conversationId, peerId, at),
      () => storage.declineInvitation(conversationId, peerId, at),
      () => storage.withdrawInvitation(conversationId, userId, peerId, at),
      () => this.#openDirect(userId, peerId),
      () => this.#openDirect(userId, peerId),
      () => this.#createRoom(userId),
      () => this.#makeLink(conversationId, userId),
      () => storage.redeemInviteLink(random.pick(["none", ...this.#codes]), userId, at),
      () => storage.configure({ conversationId, userId, isPinned: random.chance(0.5), isArchived: random.chance(0.2), at }),
      () => storage.block(userId, peerId, at),
      () => storage.unblock(userId, peerId, at),
      () => storage.shareReads(userId, random.chance(0.5), at),
    ])();
  }

  /** What changes a lot, or ends something. */
  async #rare(): Promise<void> {
    if (!this.#random.chance(0.5)) return;
    const { storage, files } = this.#world;
    const random = this.#random;
    const target = this.#target();
    const { conversationId, at } = target;
    const { person, sessionId } = random.pick(this.#people);
    const userId = random.chance(0.5) ? (this.#founders.get(conversationId) ?? target.userId) : target.userId;
    const name = `${random.pick(words)} ${this.#nextNumber()}`;
    await random.pick([
      () => this.#take(person, (picture) => storage.updateProfile({ userId: person.id, picture, at, expiredBefore: 0 })),
      () => this.#take({ ...person, id: userId }, (picture) => storage.describeRoom({ conversationId, userId, picture, at })),
      () => storage.updateProfile({ userId, tone: random.integer(0, 11), status: "away", picture: "", at, expiredBefore: 0 }),
      () =>
        storage.updateProfile({
          userId,
          nickname: { text: name, key: name.toLowerCase(), skeleton: name },
          at,
          expiredBefore: 0,
        }),
      () =>
        storage.describeRoom({
          conversationId,
          userId,
          name: { text: name, key: name.toLowerCase() },
          isPrivate: random.chance(0.3),
          at,
        }),
      () => storage.banUser({ userId, until: random.chance(0.5) ? at + 5_000 : undefined, at }),
      () => storage.unbanUser({ userId, at }),
      () => storage.muteUser({ userId, until: at + 5_000, at }),
      () => storage.unmuteUser({ userId, at }),
      () => storage.createSession({ id: newId("s"), userId, tokenHash: newId("s"), device: "", at }),
      () => this.#depart(person.id, () => storage.endSession(sessionId, at)),
      () => this.#depart(person.id, () => storage.endSession(sessionId, at)),
      () => this.#depart(person.id, () => storage.deleteUser({ userId: person.id, at })),
      () => storage.archiveRoom({ conversationId, isArchived: random.chance(0.2), at }),
      () => storage.setRoomOwner({ conversationId, userId, at }),
      () => storage.deleteRoom({ conversationId: random.pick([LOBBY_ID, ...this.#rooms]), at }),
      () => storage.trimLog({ ...{ conversationId, at, limit: 20 }, server: { days: 0, messages: random.integer(1, 12) } }),
      () => storage.setRoomRetention({ conversationId, messages: random.integer(0, 12), at }),
      () => storage.eraseDeletedUsers(3, at),
      () => storage.clearDeletedRooms(1, at),
      () => storage.eraseEmptyRooms(3),
      () => files.housekeeping.deleteDoomed(),
      () => this.#world.upload(person).then((id) => (random.chance(0.5) ? files.uploads.abandon(id, person.id) : undefined)),
    ])();
  }

  /** Now and then all of them. */
  async #leave(conversationId: string): Promise<void> {
    const leaving = this.#random.chance(0.1) ? this.#people : [this.#random.pick(this.#people)];
    for (const { person } of leaving) await this.#world.storage.leave(conversationId, person.id, this.#at).catch(ignoreRefusal);
  }

  async #openDirect(userId: string, peerId: string): Promise<void> {
    const { id } = await this.#world.storage.openDirect({ newId: newId("d"), userId, peerId, at: this.#at });
    if (!this.#places.includes(id)) this.#places.push(id);
  }

  async #createRoom(ownerId: string): Promise<void> {
    const [id, name] = [newId("r"), `room ${this.#nextNumber()}`];
    await this.#world.storage.createRoom({ id, name, nameKey: name, isPrivate: this.#random.chance(0.3), ownerId, at: this.#at });
    this.#founders.set(id, ownerId);
    this.#rooms.push(id);
    this.#places.push(id, id);
    for (const { person } of this.#people) {
      if (this.#random.chance(0.3)) await this.#world.storage.join(id, person.id, this.#at).catch(ignoreRefusal);
      else if (this.#random.chance(0.4)) await this.#world.storage.invite(id, ownerId, person.id, this.#at).catch(ignoreRefusal);
    }
  }

  async #makeLink(conversationId: string, userId: string): Promise<void> {
    const code = newId("s");
    await this.#world.storage.createInviteLink({
      code,
      conversationId,
      userId,
      at: this.#at,
      expiresAt: this.#at + 1e7,
      usesMax: 2,
    });
    this.#codes.push(code);
  }

  async #take(user: Person, take: (picture: string) => Promise<void>): Promise<void> {
    const picture = await this.#world.upload(user);
    await this.#world.files.pictureMaker.make(picture, user.id, () => take(picture));
  }

  /** Another one comes for them. */
  async #depart(userId: string, end: () => Promise<unknown>): Promise<void> {
    await end();
    const index = this.#people.findIndex(({ person }) => person.id === userId);
    if (index < 0 || !this.#random.chance(0.95)) return;
    this.#people.splice(index, 1);
    await this.#arrive();
  }

  #nextNumber(): number {
    this.#count += 1;
    return this.#count;
  }
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ShoalError) || error.code === "internal") throw error;
}
