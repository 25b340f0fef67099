import { join } from "node:path";
import { CONTROL_SOCKET, controlPaths } from "../../src/protocol/control.ts";

/** A command of the administration, by the socket in the data folder. */
export async function operate(dataFolder: string, name: string, input: object): Promise<void> {
  const unix = join(dataFolder, CONTROL_SOCKET);
  const response = await fetch(`http://shoal${controlPaths.admin}${name}`, { method: "POST", unix, body: JSON.stringify(input) });
  if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
}
