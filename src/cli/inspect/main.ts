import { isatty } from "node:tty";
import { systemClock } from "../../clock.ts";
import { paintAnsi, paintNothing } from "../terminal-text.ts";
import { type ByteStream, openByteStream } from "./byte-stream.ts";
import { exchangeHttp } from "./http.ts";
import { InspectionError } from "./inspection-error.ts";
import { jsonLine } from "./json-lines.ts";
import type { Observation, Report } from "./observation.ts";
import { openWebSocket } from "./open-websocket.ts";
import { readableLines } from "./readable.ts";
import { type InspectOptions, readSettings, type Settings, UsageError } from "./settings.ts";
import { openKeyboard, openPipe, type Terminal } from "./terminal.ts";
import { WebSocketInspection } from "./websocket.ts";

const clock = systemClock;
const COLUMNS_DEFAULT = 80;

/** `shoal inspect`: shows the bytes on the wire. Returns the exit code: 0 closed, 1 failed, 2 invalid command. */
export async function inspect(address: string, options: InspectOptions): Promise<number> {
  try {
    return await run(await readSettings(address, options, readBytes), options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`shoal inspect: ${error.message}\n(shoal inspect --help says more)\n`);
    return 2;
  }
}

async function run(settings: Settings, options: InspectOptions): Promise<number> {
  const isWebSocket = /^wss?:$/.test(settings.url.protocol);
  const interruption = new Interruption();
  process.on("SIGINT", interruption.interrupt);
  process.on("SIGTERM", interruption.interrupt);
  // The reader of the pipe has gone, as `head` does.
  process.stdout.on("error", interruption.interrupt);
  const terminal = openTerminal(isWebSocket && options.json !== true, interruption.interrupt);
  const report = reporter(terminal, options);
  let stream: ByteStream | undefined;
  try {
    stream = await openByteStream(settings.url, settings.isInsecure, clock);
    report({ type: "connected", url: settings.url.href, ...stream.address, tls: stream.tls });
    interruption.onInterrupt(() => stream?.destroy());
    if (isWebSocket) await talk(stream, settings, report, terminal, interruption);
    else await exchangeHttp(stream, settings, report, clock);
    return 0;
  } catch (error) {
    if (!(error instanceof InspectionError)) throw error;
    if (interruption.isInterrupted) return 0;
    report({ type: "failure", message: error.message });
    return 1;
  } finally {
    stream?.destroy();
    terminal.close();
    process.off("SIGINT", interruption.interrupt);
    process.off("SIGTERM", interruption.interrupt);
    process.stdout.off("error", interruption.interrupt);
  }
}

async function talk(
  stream: ByteStream,
  settings: Settings,
  report: Report,
  terminal: Terminal,
  interruption: Interruption,
): Promise<void> {
  const first = await openWebSocket(stream, settings, report, clock);
  const inspection = new WebSocketInspection(stream, settings, report, clock);
  interruption.onInterrupt(() => inspection.close(1000));
  if (terminal.isTerminal) report({ type: "note", text: "Type a line to send it as text; /help says more, Ctrl-C closes." });
  if (settings.token !== undefined) inspection.sayHello(settings.token);
  void type(terminal, inspection);
  await inspection.readToEnd(first);
}

async function type(terminal: Terminal, inspection: WebSocketInspection): Promise<void> {
  for await (const line of terminal.lines) await inspection.run(line);
  // Ctrl-D says goodbye. The end of a file does not: the answers to its lines are still to come.
  if (terminal.isTerminal) inspection.close(1000);
}

/** Ctrl-C: the first one ends things properly, the second one at once. */
class Interruption {
  isInterrupted = false;
  #act: () => void = () => process.exit(0);

  onInterrupt(act: () => void): void {
    this.#act = act;
  }

  readonly interrupt = (): void => {
    if (this.isInterrupted) process.exit(0);
    this.isInterrupted = true;
    this.#act();
  };
}

function openTerminal(hasKeyboard: boolean, interrupt: () => void): Terminal {
  const { stdout } = process;
  if (hasKeyboard && isatty(0) && stdout.isTTY) return openKeyboard(process.stdin, stdout, interrupt);
  return openPipe(() => process.stdin, stdout);
}

function reporter(terminal: Terminal, options: InspectOptions): Report {
  const { isTTY, columns } = process.stdout;
  const startedAt = clock.monotonicNow();
  const isColoured = isTTY && options.json !== true && (process.env.NO_COLOR ?? "") === "";
  const readable = {
    paint: isColoured ? paintAnsi : paintNothing,
    columns: isTTY ? columns : COLUMNS_DEFAULT,
    isWrapped: isTTY,
    hasBytes: options.bytes === true,
    isFull: options.full === true,
  };
  const report = (observation: Observation): void => {
    const stamped = { ...observation, atMs: Math.round(clock.elapsedMs(startedAt)) };
    terminal.show(options.json === true ? [jsonLine(stamped)] : readableLines(stamped, readable));
  };
  return Object.assign(report, { written: () => terminal.written() });
}

async function readBytes(source: string): Promise<Uint8Array> {
  return await (source === "-" ? Bun.stdin : Bun.file(source)).bytes();
}
