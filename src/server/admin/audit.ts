import { adminLimits } from "../../protocol/admin.ts";
import type { AdminContext, AdminHandler } from "./command.ts";

/** What staff and operator did. */
export function auditCommands({ people }: AdminContext) {
  const audit: AdminHandler<"audit"> = async ({ userId }, { limit = adminLimits.entriesPerPageMax, ...search }) => {
    const { items, next } = await people.listAudit(userId, { ...search, limit });
    return { entries: [...items], next };
  };

  return { audit };
}
