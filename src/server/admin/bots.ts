import { adminLimits } from "../../protocol/admin.ts";
import type { AdminContext, AdminHandler } from "./command.ts";

/** Bots of the server, and the sight of those of its rooms. */
export function botCommands({ bots }: AdminContext) {
  const create: AdminHandler<"create-bot"> = ({ userId: actorId }, { nickname, scopes }) =>
    bots.create({ actorId }, nickname, scopes);

  const list: AdminHandler<"list-bots"> = async ({ userId: actorId }, { after, limit = adminLimits.entriesPerPageMax }) => {
    const { items, next } = await bots.list({ actorId }, { after, limit });
    return { bots: [...items], next };
  };

  const resetToken: AdminHandler<"reset-bot-token"> = ({ userId: actorId }, { userId }) => bots.resetToken({ actorId }, userId);

  const remove: AdminHandler<"delete-bot"> = async ({ userId: actorId }, { userId }) => {
    await bots.delete({ actorId }, userId);
    return {};
  };

  return { "create-bot": create, "list-bots": list, "reset-bot-token": resetToken, "delete-bot": remove };
}
