import { statSync } from "node:fs";
import { tmpdir } from "node:os";
import { OperatorError } from "../operator-error.ts";
import { Spool } from "./spool.ts";

/** A file that is read more than once. */
export interface Input extends Disposable {
  /** What it is called in errors. */
  readonly label: string;
  open(): ReadableStream<Uint8Array>;
}

/** A file, or standard input (`-`), which is kept on the disk meanwhile. Throws `OperatorError`. */
export async function openInput(path: string): Promise<Input> {
  if (path !== "-") {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || stats.isDirectory()) {
      throw new OperatorError(`${path} is ${stats === undefined ? "not there" : "a folder"}; name the file to import.`);
    }
    return { label: path, open: () => Bun.file(path).stream(), [Symbol.dispose]() {} };
  }
  const spool = new Spool(tmpdir());
  try {
    for await (const chunk of Bun.stdin.stream()) spool.write(chunk);
  } catch (error) {
    spool[Symbol.dispose]();
    throw error;
  }
  const open = (): ReadableStream<Uint8Array> => {
    const bytes = spool.bytes();
    return new ReadableStream({
      async pull(controller) {
        const { value, done } = await bytes.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
    });
  };
  return { label: "standard input", open, [Symbol.dispose]: () => spool[Symbol.dispose]() };
}
