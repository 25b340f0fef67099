import { type AdminPerson, adminLimits } from "../../protocol/admin.ts";
import type { PersonOnServer } from "../storage/people-records.ts";
import type { AdminContext, AdminHandler } from "./command.ts";

/** People on the server as a whole. */
export function peopleCommands({ people, passwordAccounts, presence, everyone, addressBans, url }: AdminContext) {
  const shown = ({ person, ...rest }: PersonOnServer): AdminPerson => ({
    user: person,
    isOnline: presence.isOnline(person.id),
    ...rest,
  });

  const list: AdminHandler<"people"> = async ({ userId }, { limit = adminLimits.entriesPerPageMax, ...search }) => {
    const { items, next } = await people.list(userId, { ...search, limit });
    return { people: items.map(shown), next };
  };

  const person: AdminHandler<"person"> = async (actor, { userId }) => shown(await people.find(actor.userId, userId));

  const setRole: AdminHandler<"set-role"> = async (actor, { userId, serverRole }) => {
    await people.setServerRole(actor.userId, userId, serverRole);
    return {};
  };

  const ban: AdminHandler<"ban"> = async (actor, { userId, withAddresses = false, seconds, reason }) => {
    // The ban ends the connections that tell where the user is.
    const addresses = everyone.addressesOf(userId);
    await people.ban(actor.userId, userId, { seconds, reason });
    const networks = withAddresses ? addressBans.bannable(actor, addresses) : [];
    const addressSeconds = adminLimits.userAddressBanMs / 1_000;
    for (const network of networks) {
      await addressBans.ban(actor, { network, seconds: Math.min(seconds ?? addressSeconds, addressSeconds), reason });
    }
    return { bannedNetworks: [...networks] };
  };

  const unban: AdminHandler<"unban"> = async (actor, { userId }) => {
    await people.unban(actor.userId, userId);
    return {};
  };

  const mute: AdminHandler<"mute"> = async (actor, { userId, seconds, reason }) => {
    await people.mute(actor.userId, userId, { seconds, reason });
    return {};
  };

  const unmute: AdminHandler<"unmute"> = async (actor, { userId }) => {
    await people.unmute(actor.userId, userId);
    return {};
  };

  const signOut: AdminHandler<"sign-out"> = async (actor, { userId }) => {
    await people.signOut(actor.userId, userId);
    return {};
  };

  const deleteUser: AdminHandler<"delete-user"> = async (actor, { userId }) => {
    await people.delete(actor.userId, userId);
    return {};
  };

  const makeResetLink: AdminHandler<"make-reset-link"> = async (actor, { userId }) => {
    const { code, expiresAt } = await passwordAccounts.createResetLink(actor.userId, userId);
    return { code, url: `${url()}/#reset=${code}`, expiresAt };
  };

  return {
    people: list,
    person,
    "set-role": setRole,
    ban,
    unban,
    mute,
    unmute,
    "sign-out": signOut,
    "delete-user": deleteUser,
    "make-reset-link": makeResetLink,
  };
}
