import { ShoalError } from "../../../../../protocol/errors.ts";
import { foldText } from "../../../../../protocol/fold-text.ts";
import { LOBBY_ID } from "../../../../../protocol/ids.ts";
import { DELETED_NICKNAME, type Role } from "../../../../../protocol/people.ts";
import type {
  ConversationOpening,
  ImportedMember,
  NewImportedConversation,
  OpenedConversation,
} from "../../../import-records.ts";
import { conversationOfMember, makePlace, makePlaceForRoom } from "../memberships.ts";
import { activeUser } from "../people.ts";
import { refreshGuard } from "../rules.ts";
import { knownLog, type OpenLog, ownLog, type Transaction } from "../transaction.ts";
import { type Build, buildOf } from "./building.ts";
import { ForeignUsers } from "./foreign-ids.ts";

interface Arrival {
  readonly key: number;
  readonly id: string;
  readonly nickname: string;
  readonly nicknameKey: string | null;
  readonly tone?: number | null | undefined;
  readonly picture?: string | null | undefined;
  readonly isAccount: number;
  readonly member: Omit<ImportedMember, "userId">;
}

/** All of it in the transaction of the call: members see the whole conversation, or nothing of it. */
export function openConversation(
  transaction: Transaction,
  { source, foreignId, at, ownerId }: ConversationOpening,
): OpenedConversation {
  const { log, build } = buildOf(transaction, source, foreignId);
  if (build === undefined) return openedOf(transaction, log);
  const arrivals = arrivalsOf(transaction, build, at, ownerId);
  const isToBeLobby = build.conversation.isLobby === true && isLobbyUnused(transaction);
  if (arrivals.length === 0 && !isToBeLobby) return { id: log.id, memberCount: 0, accountCount: 0 };

  const opened = isToBeLobby ? becomeLobby(transaction, log) : log;
  const kind = publish(transaction, opened, build, isToBeLobby);
  const { database } = transaction;
  for (const arrival of kind === "room" ? withOneOwner(arrivals, isToBeLobby) : arrivals)
    insertMember(transaction, opened, arrival);
  if (kind === "room") {
    database.run(
      "UPDATE rooms SET member_count = (SELECT count(*) FROM memberships WHERE conversation_key = ?1) WHERE key = ?1",
      opened.key,
    );
    refreshGuard(transaction, opened);
  }
  doomDeletedUsers(transaction, source, opened);
  database.run("DELETE FROM import_members WHERE key = ?", opened.key);
  database.run("DELETE FROM import_builds WHERE key = ?", opened.key);
  for (const arrival of arrivals) tell(transaction, opened, arrival, at);
  return openedOf(transaction, opened);
}

function openedOf({ database }: Transaction, log: OpenLog): OpenedConversation {
  const counts = database.one<{ memberCount: number; accountCount: number }>(
    `SELECT count(*) AS memberCount, CAST(coalesce(sum(is_account), 0) AS BIGINT) AS accountCount
     FROM memberships JOIN users ON users.key = user_key WHERE conversation_key = ?`,
    log.key,
  );
  const room = database.one<{ name: string }>("SELECT name FROM rooms WHERE key = ?", log.key);
  return { id: log.id, ...room, memberCount: counts?.memberCount ?? 0, accountCount: counts?.accountCount ?? 0 };
}

/** In the order in which they came. Of a direct message conversation both people, whatever became of them; of a room those who are here. */
function arrivalsOf(
  transaction: Transaction,
  { log, conversation }: Build,
  at: number,
  ownerId: string | undefined,
): readonly Arrival[] {
  const { database } = transaction;
  const columns =
    "users.key, users.id, users.nickname, users.nickname_key AS nicknameKey, users.tone, users.picture, users.is_account AS isAccount";
  const rows = database
    .all<Omit<Arrival, "member"> & { details: string }>(
      `SELECT ${columns}, details FROM import_members JOIN users ON users.key = user_key WHERE import_members.key = ? ORDER BY user_key`,
      log.key,
    )
    .map(({ details, ...user }): Arrival => ({ ...user, member: JSON.parse(details) }));
  if (conversation.kind === "direct") {
    const both = rows.filter(({ nickname }) => nickname !== DELETED_NICKNAME);
    for (const arrival of both) if (arrival.nicknameKey !== null && arrival.member.isListed) makePlace(transaction, arrival, at);
    return both;
  }
  const here = rows
    .filter(({ nicknameKey }) => nicknameKey !== null)
    .filter((arrival) => conversation.isLobby === true || hasPlace(transaction, arrival, at));
  const owner = ownerId === undefined ? undefined : activeUser(transaction, ownerId);
  const isOwnerMissing = owner !== undefined && !here.some(({ member }) => member.role === "owner");
  if (isOwnerMissing && conversation.isLobby !== true) {
    const rest = here.filter(({ key }) => key !== owner.key);
    const arrival: Arrival = { ...owner, isAccount: 0, member: { role: "owner", joinedSeq: 0, isListed: true } };
    return [arrival, ...rest].toSorted(byArrival);
  }
  return here.toSorted(byArrival);
}

function byArrival(one: Arrival, other: Arrival): number {
  return one.member.joinedSeq - other.member.joinedSeq || one.key - other.key;
}

/** A user who is in as many rooms as they may be stays outside. */
function hasPlace(transaction: Transaction, arrival: Arrival, at: number): boolean {
  try {
    makePlaceForRoom(transaction, arrival, at);
    return true;
  } catch (error) {
    if (error instanceof ShoalError && error.code === "too-many-conversations") return false;
    throw error;
  }
}

/** Whether nothing ever happened in it. */
function isLobbyUnused(transaction: Transaction): boolean {
  const lobby = transaction.log(LOBBY_ID);
  const sql = "SELECT 1 FROM memberships WHERE conversation_key = ? LIMIT 1";
  return lobby !== undefined && lobby.head === 0 && transaction.database.one(sql, lobby.key) === undefined;
}

/** The imported log takes the lobby's place: no row of it moves. */
function becomeLobby(transaction: Transaction, log: OpenLog): OpenLog {
  const { database } = transaction;
  const unused = knownLog(transaction, LOBBY_ID);
  for (const table of ["invitations", "invite_links", "restrictions"]) {
    database.run(`DELETE FROM ${table} WHERE conversation_key = ?`, unused.key);
  }
  database.run("UPDATE audit SET conversation_key = ? WHERE conversation_key = ?", log.key, unused.key);
  database.run("DELETE FROM rooms WHERE key = ?", unused.key);
  database.run("UPDATE imports SET own_id = ? WHERE kind = 'conversation' AND own_id = ?", LOBBY_ID, log.id);
  return transaction.replaceLog(unused, log);
}

/** What it is from now on. */
function publish(transaction: Transaction, log: OpenLog, { conversation }: Build, isLobby: boolean): "room" | "direct" {
  const { database } = transaction;
  if (conversation.kind === "direct") return publishDirect(transaction, log, conversation);
  const isPrivate = !isLobby && conversation.isPrivate === true;
  const name = isLobby || isPrivate ? undefined : freeName(transaction, conversation);
  if (name) database.run("UPDATE rooms SET name = ?, name_key = ? WHERE key = ?", name.text, name.key, log.key);
  database.run("UPDATE rooms SET is_private = ? WHERE key = ?", isPrivate ? 1 : 0, log.key);
  return "room";
}

/** Two people who have a direct message conversation here already find the imported one as a private room. */
function publishDirect(transaction: Transaction, log: OpenLog, { source, people }: NewImportedConversation): "room" | "direct" {
  const { database } = transaction;
  const users = new ForeignUsers(database, source);
  const both = (people ?? []).flatMap((id) => users.find(id) ?? []);
  const [low, high] = both.toSorted((one, other) => one.key - other.key);
  if (low === undefined || high === undefined) throw new ShoalError("not-found");
  const isNew =
    low.key !== high.key &&
    database.run(
      "INSERT INTO directs (key, low_user_key, high_user_key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      ...([log.key, low.key, high.key] as const),
    ) === 1;
  if (isNew) return "direct";
  const name = both.map(({ nickname }) => nickname).join(", ");
  database.run("UPDATE logs SET kind = 'room' WHERE key = ?", log.key);
  database.run("INSERT INTO rooms (key, name, name_key, is_private) VALUES (?, ?, ?, 1)", log.key, name, foldText(name));
  return "room";
}

/** A public room's name, or the first of `name 2`, `name 3` … that is free. */
function freeName({ database }: Transaction, { name }: NewImportedConversation): { text: string; key: string } {
  if (name === undefined) throw new Error("a room has a name");
  const isTaken = (key: string): boolean =>
    database.one("SELECT 1 FROM rooms WHERE name_key = ? AND is_private = 0", key) !== undefined;
  let free = name;
  for (let number = 2; isTaken(free.key); number += 1) free = { text: `${name.text} ${number}`, key: `${name.key} ${number}` };
  return free;
}

/** A room has one owner as long as it has members [P39]: a moderator where the source named none, or else who came first. */
function withOneOwner(arrivals: readonly Arrival[], isLobby: boolean): readonly Arrival[] {
  const owner = isLobby
    ? undefined
    : (arrivals.find(({ member }) => member.role === "owner") ??
      arrivals.find(({ member }) => member.role === "moderator") ??
      arrivals[0]);
  return arrivals.map((arrival) => {
    const role: Role = arrival.member.role === "owner" ? "moderator" : arrival.member.role;
    return { ...arrival, member: { ...arrival.member, role: arrival === owner ? "owner" : role } };
  });
}

/** What came is read: it is the past. */
function insertMember({ database }: Transaction, log: OpenLog, { key, nickname, nicknameKey, member }: Arrival): void {
  const { role, joinedSeq, isListed, hasVoice, isPinned, isArchived, notify } = member;
  database.run(
    `INSERT INTO memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed, joined_seq,
       has_voice, is_pinned, archived_message_count, notify)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...([key, log.key, role, nicknameKey ?? foldText(nickname), log.head, log.messageCount, isListed ? 1 : 0] as const),
    ...([Math.min(joinedSeq, log.head), hasVoice === true ? 1 : 0, isPinned === true ? 1 : 0] as const),
    ...([isArchived === true ? log.messageCount : null, notify ?? null] as const),
  );
}

/** They were deleted while the conversation was on its way: the erasure looks at its log, too. */
function doomDeletedUsers({ database }: Transaction, source: string, log: OpenLog): void {
  const deleted = database.all<{ key: number; head: number }>(
    `SELECT users.key, head FROM imports JOIN logs ON logs.id = own_id JOIN users ON users.key = logs.key
     WHERE source = ? AND imports.kind = 'user' AND was_deleted = 0 AND nickname = ?`,
    ...([source, DELETED_NICKNAME] as const),
  );
  for (const { key, head } of deleted) {
    database.run("INSERT INTO doomed_users (user_key, own_seq) VALUES (?, ?) ON CONFLICT DO NOTHING", key, head);
    database.run(
      "INSERT INTO erasures (user_key, log_key, below_seq, told_from) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      ...([key, log.key, log.head + 1, log.head + 1] as const),
    );
  }
}

/** A conversation that is in the user's list [P7]. */
function tell(transaction: Transaction, log: OpenLog, { nicknameKey, ...user }: Arrival, at: number): void {
  if (nicknameKey === null || !user.member.isListed) return;
  const conversation = conversationOfMember(transaction, { ...user, nicknameKey }, log);
  if (!conversation) throw new Error("who has just come is a member");
  transaction.append(ownLog(transaction, user), null, { type: "joined", at, conversation });
}
