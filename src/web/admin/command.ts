import { ShoalError } from "../../client/index.ts";
import type { AdminAnswer, AdminCommandName, AdminInput } from "../../protocol/admin.ts";
import { bounded, server } from "../state/session.ts";
import { findAccess } from "./access.ts";

/** Refusals after which the page asks whether the user still keeps order here. */
const DOUBTS: ReadonlySet<string> = new Set(["unauthenticated", "signed-out", "not-allowed", "banned"]);

/** Runs a command of the administration [P180]. Throws `ShoalError`. */
export async function run<Name extends AdminCommandName>(name: Name, input: AdminInput<Name>): Promise<AdminAnswer<Name>> {
  const response = await post(name, input);
  if (response.ok) return await response.json();
  const error = await refusalOf(response);
  if (DOUBTS.has(error.code)) await findAccess();
  throw error;
}

async function post(name: AdminCommandName, input: unknown): Promise<Response> {
  const { signal } = bounded();
  try {
    return await fetch(new URL(`api/admin/${name}`, server), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
      ...(signal !== undefined && { signal }),
    });
  } catch (cause) {
    throw new ShoalError("unavailable", { message: "The server cannot be reached; try again.", cause });
  }
}

async function refusalOf(response: Response): Promise<ShoalError> {
  const body: unknown = await response.json().catch(() => undefined);
  const { error, message } = (body ?? {}) as { error?: unknown; message?: unknown };
  // A proxy in between answers in its own words.
  if (typeof error !== "string" || typeof message !== "string")
    return new ShoalError("unavailable", { message: `The server answered ${response.status}; try again.` });
  return new ShoalError(error, { message });
}
