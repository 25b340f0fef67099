import type { AdminContext, AdminHandler } from "./command.ts";

/** Networks whose clients may not use the server. */
export function addressCommands({ addressBans }: AdminContext) {
  const list: AdminHandler<"address-bans"> = async () => ({ bans: [...(await addressBans.list())] });

  const ban: AdminHandler<"ban-addresses"> = (actor, input) => addressBans.ban(actor, input);

  const unban: AdminHandler<"unban-addresses"> = async (actor, { network }) => {
    await addressBans.unban(actor, network);
    return {};
  };

  return { "address-bans": list, "ban-addresses": ban, "unban-addresses": unban };
}
