import type { ChatAdapter } from "./adapter.ts";
import { shoalAdapter } from "./shoal/shoal-adapter.ts";

/** By name, for the command line and for programs that the driver starts. */
export const adapters: Readonly<Record<string, ChatAdapter>> = { shoal: shoalAdapter };

export function adapterNamed(name: string): ChatAdapter {
  const adapter = adapters[name];
  if (adapter === undefined) throw new Error(`There is no adapter "${name}". Adapters: ${Object.keys(adapters).join(", ")}.`);
  return adapter;
}
