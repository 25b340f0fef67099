import { createInterface } from "node:readline";

/** Input and output lines; on a terminal the input stays below the output. */
export interface Terminal {
  /** Typed lines; they end with Ctrl-D, or with the file that is piped in. */
  readonly lines: AsyncIterable<string>;
  readonly isTerminal: boolean;
  show(lines: readonly string[]): void;
  /** Settles when all that was shown is written, or its reader has gone. */
  written(): Promise<void>;
  /** Lets go of the keyboard, so that the process can end. */
  close(): void;
}

export function openKeyboard(input: NodeJS.ReadStream, output: NodeJS.WriteStream, interrupt: () => void): Terminal {
  const keyboard = createInterface({ input, output, prompt: "> " });
  const writer = new Writer(output);
  let isOpen = true;
  keyboard.on("SIGINT", interrupt);
  keyboard.on("close", () => {
    isOpen = false;
  });
  return {
    lines: keyboard,
    isTerminal: true,
    show(lines) {
      writer.write(`\r\u001b[K${lines.join("\n")}\n`);
      if (isOpen) keyboard.prompt(true);
    },
    written: () => writer.written,
    close() {
      output.write("\r\u001b[K");
      keyboard.close();
    },
  };
}

/** `openInput` is asked for only when lines are wanted: standard input may be the body of a request. */
export function openPipe(openInput: () => NodeJS.ReadStream, output: NodeJS.WriteStream): Terminal {
  const writer = new Writer(output);
  let input: NodeJS.ReadStream | undefined;
  async function* lines(): AsyncGenerator<string> {
    input = openInput();
    yield* createInterface({ input, terminal: false });
  }
  return {
    lines: lines(),
    isTerminal: false,
    show: (shown) => writer.write(`${shown.join("\n")}\n`),
    written: () => writer.written,
    close: () => input?.destroy(),
  };
}

class Writer {
  readonly #output: NodeJS.WriteStream;
  written: Promise<void> = Promise.resolve();

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  write(text: string): void {
    // The stream keeps the order, so the last one is written last. Bun never sets `writableNeedDrain` on standard output.
    this.written = new Promise((resolve) => {
      this.#output.write(text, () => resolve());
    });
  }
}
