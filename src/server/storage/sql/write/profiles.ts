import { LOBBY_ID } from "../../../../protocol/ids.ts";
import type { ProfileChange } from "../../storage.ts";
import { personOf } from "../person-rows.ts";
import { retire } from "./accounts.ts";
import { doomPicture, takePicture } from "./files.ts";
import { expiredHolders, requireChangeAllowed, reserveNickname } from "./nicknames.ts";
import { activeUser } from "./people.ts";
import { requireUnmuted } from "./rules.ts";
import { knownLog, type Transaction } from "./transaction.ts";

export function updateProfile(transaction: Transaction, change: ProfileChange): void {
  const { userId, tone, status, picture, at, expiredBefore } = change;
  const { database } = transaction;
  const user = activeUser(transaction, userId);
  const nickname = change.nickname?.text === user.nickname ? undefined : change.nickname;
  if (nickname || status) requireUnmuted(transaction, user, at);
  const isRecoloured = tone !== undefined && tone !== user.tone;
  const before = user.picture ?? "";
  const isRepainted = picture !== undefined && picture !== before;
  const expired = nickname ? expiredHolders(transaction, nickname, { userKey: user.key, expiredBefore, at }) : [];
  if (nickname) requireChangeAllowed(transaction, user, at);
  if (isRepainted && picture !== "") takePicture(transaction, picture, user);

  if (status !== undefined) database.run("UPDATE users SET status = ? WHERE key = ?", status || null, user.key);
  if (isRecoloured) database.run("UPDATE users SET tone = ? WHERE key = ?", tone, user.key);
  if (isRepainted) {
    if (before !== "") doomPicture(transaction, before);
    database.run("UPDATE users SET picture = ? WHERE key = ?", picture || null, user.key);
  }
  if (nickname) {
    for (const holder of expired) retire(transaction, holder, at);
    reserveNickname(transaction, user, at);
    database.run(
      "UPDATE users SET nickname = ?, nickname_key = ?, nickname_skeleton = ? WHERE key = ?",
      ...([nickname.text, nickname.key, nickname.skeleton, user.key] as const),
    );
    database.run("UPDATE memberships SET nickname_key = ? WHERE user_key = ?", nickname.key, user.key);
  }
  if (!nickname && !isRecoloured && !isRepainted) return;
  const by = personOf({
    ...user,
    ...(nickname && { nickname: nickname.text }),
    ...(isRecoloured && { tone }),
    ...(isRepainted && { picture: picture || null }),
  });
  transaction.append(knownLog(transaction, LOBBY_ID), user.key, {
    ...{ type: "profile", at, by },
    ...(nickname && { formerNickname: user.nickname }),
  });
}
