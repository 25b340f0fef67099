import type { Clock } from "../../client/index.ts";
import { paintAnsi, paintNothing, visible } from "../terminal-text.ts";
import { ChatView } from "./chat-view.ts";
import type { Ending } from "./ending.ts";
import { type Key, KeyReader } from "./keys.ts";
import type { Talk } from "./talk.ts";
import { Terminal } from "./terminal.ts";

/** Changes of this long are painted together. */
const PAINT_DELAY_MS = 16;
/** An Escape that nothing follows within this time was the key of that name. */
const ESCAPE_DELAY_MS = 100;
/** So long after Ctrl-Z the process is stopped, or nothing stops it. */
const SUSPEND_MS = 300;
/** The connection's countdown. */
const TICK_MS = 1_000;

export interface FullScreenOptions {
  /** The user and the server. */
  readonly owner: string;
  readonly room: string | undefined;
  readonly clock: Clock;
}

/** The chat on the whole terminal: passes keys in and frames out, and always restores the terminal. */
export async function chatOnFullScreen(talk: Talk, { owner, room, clock }: FullScreenOptions): Promise<Ending> {
  const { stdin, stdout } = process;
  const { promise: ended, resolve: end } = Promise.withResolvers<Ending>();
  const terminal = new Terminal();
  const keys = new KeyReader();
  const paint = (process.env.NO_COLOR ?? "") === "" ? paintAnsi : paintNothing;
  const view = new ChatView(talk, { owner, paint, onEnd: end });
  let cancelPaint: (() => void) | undefined;
  let cancelEscape = (): void => {};

  const paintSoon = (): void => {
    cancelPaint ??= clock.after(PAINT_DELAY_MS, () => {
      cancelPaint = undefined;
      terminal.paint(view.look(terminal.size));
    });
  };
  const redraw = (): void => {
    terminal.redraw();
    paintSoon();
  };
  const suspend = (): void => {
    terminal.leave();
    // The whole group, as the terminal does it for Ctrl-Z: the shell waits for the script that runs this.
    process.kill(0, "SIGTSTP");
    // A group that no shell watches over is not stopped by that.
    clock.after(SUSPEND_MS, wake);
  };
  const wake = (): void => {
    terminal.enter();
    talk.client.probe(); // much may have happened while it was stopped
    paintSoon();
  };
  const press = (key: Key): void => {
    if (key.type === "redraw") redraw();
    else if (key.type === "suspend") suspend();
    else view.press(key);
  };
  const read = (chunk: string): void => {
    cancelEscape();
    cancelEscape = clock.after(ESCAPE_DELAY_MS, () => keys.settle());
    for (const key of keys.read(chunk)) press(key);
    paintSoon();
  };
  const quit = (): void => end({ exitCode: 0, isSigningOut: false });
  const fail = (error: unknown): void => {
    terminal.leave();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${text.split("\n").map(visible).join("\n")}\n`);
    process.exit(1);
  };
  const stopListening = talk.client.on("closed", () => end({ exitCode: 1, isSigningOut: false }));
  const stopTicking = clock.every(TICK_MS, paintSoon);

  process.on("exit", terminal.leave).on("uncaughtException", fail).on("unhandledRejection", fail);
  process.on("SIGTERM", quit).on("SIGHUP", quit).on("SIGINT", quit).on("SIGCONT", wake);
  stdout.on("resize", redraw);
  stdin.setEncoding("utf8").on("data", read).on("end", quit).resume(); // a question before this paused it
  talk.onChange = paintSoon;
  try {
    terminal.enter();
    paintSoon();
    if (room !== undefined) view.enterRoom(room);
    return await ended;
  } finally {
    talk.onChange = () => {};
    stopListening();
    stopTicking();
    cancelPaint?.();
    cancelEscape();
    stdin.off("data", read).off("end", quit).pause();
    stdout.off("resize", redraw);
    process.off("SIGTERM", quit).off("SIGHUP", quit).off("SIGINT", quit).off("SIGCONT", wake);
    terminal.leave();
    process.off("exit", terminal.leave).off("uncaughtException", fail).off("unhandledRejection", fail);
  }
}
