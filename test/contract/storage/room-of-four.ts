import type { Person } from "../../../src/protocol/people.ts";
import { AT, type OpenStorage } from "./subject.ts";

/** A room of ann's, with ben as its moderator, and ced and dan as members. */
export async function roomOfFour(shoal: OpenStorage, isPrivate = false) {
  const [ann, ben, ced, dan, eve] = (await Promise.all(
    ["Ann", "Ben", "Ced", "Dan", "Eve"].map((name) => shoal.signUp(name)),
  )) as [Person, Person, Person, Person, Person];
  const { id } = await shoal.room(ann, "reef", { isPrivate });
  for (const user of [ben, ced, dan]) await enterRoom(shoal, id, ann, user);
  await shoal.storage.setRole({ conversationId: id, actorId: ann.id, userId: ben.id, role: "moderator", at: AT });
  return { id, ann, ben, ced, dan, eve };
}

export async function enterRoom(shoal: OpenStorage, id: string, inviter: Person, user: Person, at = AT): Promise<void> {
  await shoal.storage.invite(id, inviter.id, user.id, at);
  await shoal.storage.acceptInvitation(id, user.id, at);
}

/** Why it was refused. */
export async function refusalOf(refused: Promise<unknown>): Promise<unknown> {
  return await refused.catch((error: unknown) => error);
}
