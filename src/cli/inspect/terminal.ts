import { createInterface } from "node:readline";

/** Where lines are typed and shown; on a terminal what is being typed stays below what is shown. */
export interface Terminal {
  /** Typed lines; they end with Ctrl-D, or with the file that is piped in. */
  readonly lines: AsyncIterable<string>;
  readonly isTerminal: boolean;
  show(lines: readonly string[]): void;
  /** Lets go of the keyboard, so that the process can end. */
  close(): void;
}

export function openKeyboard(input: NodeJS.ReadStream, output: NodeJS.WriteStream, interrupt: () => void): Terminal {
  const keyboard = createInterface({ input, output, prompt: "> " });
  let isOpen = true;
  keyboard.on("SIGINT", interrupt);
  keyboard.on("close", () => {
    isOpen = false;
  });
  return {
    lines: keyboard,
    isTerminal: true,
    show(lines) {
      output.write(`\r\u001b[K${lines.join("\n")}\n`);
      if (isOpen) keyboard.prompt(true);
    },
    close() {
      output.write("\r\u001b[K");
      keyboard.close();
    },
  };
}

/** `openInput` is asked for only when lines are wanted: standard input may be the body of a request. */
export function openPipe(openInput: () => NodeJS.ReadStream, output: NodeJS.WriteStream): Terminal {
  let input: NodeJS.ReadStream | undefined;
  async function* lines(): AsyncGenerator<string> {
    input = openInput();
    yield* createInterface({ input, terminal: false });
  }
  return {
    lines: lines(),
    isTerminal: false,
    show: (shown) => output.write(`${shown.join("\n")}\n`),
    close: () => input?.destroy(),
  };
}
