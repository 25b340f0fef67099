import { existsSync } from "node:fs";
import { join } from "node:path";
import { CONTROL_SOCKET, controlPaths } from "../../protocol/control.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { FileProgress } from "../../server/files/imported-files.ts";
import { OperatorError } from "../operator-error.ts";
import { type ImportTarget, SMALL_STEP } from "./target.ts";

/** The server that runs on the data folder, by its control socket. Undefined where none runs. */
export async function openServerTarget(folder: string): Promise<ImportTarget | undefined> {
  const unix = join(folder, CONTROL_SOCKET);
  const ask = (path: string, body: string | Uint8Array<ArrayBuffer>): Promise<Response> =>
    fetch(`http://shoal${path}`, { method: "POST", unix, body });
  // Any answer will do.
  const isThere = existsSync(unix) && (await ask(controlPaths.imports, "{}").catch(() => undefined)) !== undefined;
  if (!isThere) return undefined;
  const call = async (path: string, body: string | Uint8Array<ArrayBuffer>): Promise<unknown> => {
    const response = await ask(path, body).catch(() => {
      throw new OperatorError(
        "The server has gone; start it again, and then run the same command again: it goes on where it was.",
      );
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    throw errorOf(answer);
  };
  return {
    stepSize: SMALL_STEP,
    run: (step, input) => call(controlPaths.imports + step, JSON.stringify(input)),
    async addFile(part, bytes) {
      const query = new URLSearchParams({ ...part, offset: String(part.offset), byteLength: String(part.byteLength) });
      return (await call(`${controlPaths.importedFiles}?${query}`, new Uint8Array(bytes))) as FileProgress;
    },
    async [Symbol.asyncDispose]() {},
  };
}

function errorOf(answer: unknown): Error {
  const { error, message } = { ...Object(answer) } as { error?: unknown; message?: unknown };
  if (typeof error !== "string") return new OperatorError("The server could not answer; its log has the reason.");
  return new ShoalError(error, typeof message === "string" ? { message } : {});
}
