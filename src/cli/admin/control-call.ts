import { join } from "node:path";
import { CONTROL_SOCKET } from "../../protocol/control.ts";

/** A sentence for the operator. */
export class ControlError extends Error {
  override readonly name = "ControlError";
}

/** Asks the running server by the socket in its data folder. Throws `ControlError` when no server answers, or when it refuses. */
export async function callServer(dataFolder: string, path: string, input?: object): Promise<unknown> {
  const body = input === undefined ? {} : { body: JSON.stringify(input) };
  const response = await ask(dataFolder, path, { method: "POST", ...body });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && typeof answer === "object" && answer !== null) return answer;
  throw new ControlError(refusalOf(answer) ?? "the server could not answer; its log has the reason.");
}

/** The text that the running server has there. Throws `ControlError` as `callServer` does. */
export async function readServer(dataFolder: string, path: string): Promise<string> {
  const response = await ask(dataFolder, path, { method: "GET" });
  if (response.ok) return await response.text();
  throw new ControlError("the server could not answer; its log has the reason.");
}

async function ask(dataFolder: string, path: string, request: RequestInit): Promise<Response> {
  const unix = join(dataFolder, CONTROL_SOCKET);
  const response = await fetch(`http://shoal${path}`, { ...request, unix }).catch(() => undefined);
  if (response !== undefined) return response;
  throw new ControlError(
    `no server runs on the data folder ${dataFolder}, or this user may not reach it; name that of a running server or node with --data.`,
  );
}

function refusalOf(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null || !("message" in answer)) return undefined;
  return typeof answer.message === "string" ? answer.message : undefined;
}
