import { adminLimits } from "../../protocol/admin.ts";
import type { AdminContext, AdminHandler } from "./command.ts";

/** Reports of the whole server. */
export function reportCommands({ storage, now }: AdminContext) {
  const reports: AdminHandler<"reports"> = async ({ userId: actorId }, { after, limit = adminLimits.entriesPerPageMax }) => {
    const { items, next } = await storage.listAllReports({ actorId, after, limit });
    return { reports: [...items], next };
  };

  const resolve: AdminHandler<"resolve-report"> = async ({ userId: actorId }, { reportId }) => {
    await storage.resolveAnyReport({ actorId, reportId, at: now() });
    return {};
  };

  return { reports, "resolve-report": resolve };
}
