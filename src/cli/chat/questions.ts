import { createInterface } from "node:readline/promises";
import { StringDecoder } from "node:string_decoder";
import { KeyReader } from "./keys.ts";
import { type AskSecret, SecretPrompt } from "./secret-prompt.ts";

/** Asks the user at the terminal; `undefined` without one, or when they left. */
export type Ask = (question: string) => Promise<string | undefined>;

/** What is asked before the chat has the terminal. */
export interface Questions {
  readonly ask: Ask;
  /** Missing without a terminal. */
  readonly askSecret?: AskSecret | undefined;
}

export const terminalQuestions: Questions = { ask: askAtTerminal, askSecret: askSecretAtTerminal };
export const noQuestions: Questions = { ask: async () => undefined };

async function askAtTerminal(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const abort = new AbortController();
  terminal.on("SIGINT", () => abort.abort());
  terminal.on("close", () => abort.abort());
  try {
    return await terminal.question(question, { signal: abort.signal });
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    process.stdout.write("\n");
    return undefined;
  } finally {
    terminal.close();
  }
}

/** Nothing of the answer is shown. The terminal is given back as it was, also when the process is told to end. */
async function askSecretAtTerminal(question: string): Promise<string | undefined> {
  const { stdin, stdout } = process;
  const prompt = new SecretPrompt();
  const keys = new KeyReader();
  const decoder = new StringDecoder("utf8");
  const read = (chunk: Buffer): void => {
    for (const key of keys.read(decoder.write(chunk))) prompt.press(key);
    keys.settle();
  };
  const leave = (): void => prompt.press({ type: "interrupt" });
  const answer = prompt.ask(question);
  process.on("SIGTERM", leave).on("SIGHUP", leave);
  stdin.setRawMode(true);
  stdin.on("data", read).on("end", leave).resume();
  // Not before: what is typed sooner would be shown.
  stdout.write(question);
  try {
    return await answer;
  } finally {
    stdin.off("data", read).off("end", leave).pause();
    stdin.setRawMode(false);
    process.off("SIGTERM", leave).off("SIGHUP", leave);
    stdout.write("\n");
  }
}
