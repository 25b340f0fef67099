import type { AdminContext, AdminHandler } from "./command.ts";

/** How the server is doing. */
export function statusCommands({ status: report }: AdminContext) {
  const status: AdminHandler<"status"> = () => report.read();

  return { status };
}
