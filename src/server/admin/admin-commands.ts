import { type AdminAnswer, type AdminCommandName, type AdminInput, adminCommands, isAdminCommand } from "../../protocol/admin.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { parseInput } from "../../protocol/frames/parse.ts";
import { mayOnServer } from "../../protocol/permissions.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import { addressCommands } from "./addresses.ts";
import { auditCommands } from "./audit.ts";
import { botCommands } from "./bots.ts";
import type { AdminActor, AdminContext, AdminHandler } from "./command.ts";
import { peopleCommands } from "./people.ts";
import { raidCommands } from "./raid.ts";
import { reportCommands } from "./reports.ts";
import { retentionCommands } from "./retention.ts";
import { roomCommands } from "./rooms.ts";
import { settingsCommands } from "./settings.ts";
import { statusCommands } from "./status.ts";

/** A command without a handler does not compile. */
type AdminTable = { readonly [Name in AdminCommandName]: AdminHandler<Name> };

/** The commands of the administration, `(actor, input) → answer`, whether an HTTP request or the socket of the machine brought them [P180]. */
export class AdminCommands {
  readonly #context: AdminContext;
  readonly #table: AdminTable;
  /** By user. */
  readonly #limiter: RateLimiter;

  constructor(context: AdminContext, limiter: RateLimiter) {
    this.#context = context;
    this.#limiter = limiter;
    this.#table = {
      ...peopleCommands(context),
      ...roomCommands(context),
      ...botCommands(context),
      ...retentionCommands(context),
      ...reportCommands(context),
      ...auditCommands(context),
      ...statusCommands(context),
      ...settingsCommands(context),
      ...raidCommands(context),
      ...addressCommands(context),
    };
  }

  /**
   * Runs a command whose input is JSON text; nothing is an empty object. Whether the actor may is asked before the input is looked at, and by the storage
   * again in the transaction of a write. Throws `not-found` for an unknown command, `not-allowed`, `rate-limited`, `bad-frame`, and what the command throws.
   */
  async run(actor: AdminActor, name: string, readInput: () => Promise<string>): Promise<AdminAnswer<AdminCommandName>> {
    if (!isAdminCommand(name)) throw new ShoalError("not-found", { message: "There is no such command." });
    await this.#require(actor, name);
    const text = await readInput();
    const input: AdminInput<AdminCommandName> = parseInput(adminCommands[name].input, text === "" ? "{}" : text);
    // The table has a handler for exactly this name; TypeScript cannot follow the two together.
    const handler = this.#table[name] as (
      actor: AdminActor,
      input: AdminInput<AdminCommandName>,
    ) => Promise<AdminAnswer<AdminCommandName>>;
    return handler(actor, input);
  }

  async #require({ userId }: AdminActor, name: AdminCommandName): Promise<void> {
    if (userId === undefined) return;
    this.#limiter.spend(userId);
    const { serverRole } = await this.#context.storage.findAccount(userId);
    if (!mayOnServer(serverRole, adminCommands[name].needs)) {
      throw new ShoalError("not-allowed", { message: "Your role on the server does not allow that." });
    }
  }
}
