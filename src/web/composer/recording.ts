import { type ReadonlySignal, signal } from "@preact/signals";
import type { Clock } from "../../client/index.ts";

/** Then it ends by itself. */
const RECORDING_MS_MAX = 10 * 60 * 1000;
const SHOWN_EVERY_MS = 250;

/** What every browser plays comes first. */
const types = [
  { type: "audio/mp4", ending: "m4a" },
  { type: "audio/webm;codecs=opus", ending: "webm" },
  { type: "audio/ogg;codecs=opus", ending: "ogg" },
] as const;

export type RecordingState =
  | { readonly name: "starting" | "recording" | "refused" | "discarded" }
  | { readonly name: "done"; readonly file: File };

/** What the microphone hears, until it is ended or discarded; then the microphone is off. */
export class Recording {
  readonly #state = signal<RecordingState>({ name: "starting" });
  readonly #elapsedMs = signal(0);
  readonly #clock: Clock;
  #recorder: MediaRecorder | undefined;
  #stopClock = (): void => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get state(): ReadonlySignal<RecordingState> {
    return this.#state;
  }

  get elapsedMs(): ReadonlySignal<number> {
    return this.#elapsedMs;
  }

  async start(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      // It was discarded while the browser asked the user.
      if (this.#state.peek().name === "starting") this.#record(stream);
      else turnOff(stream);
    } catch {
      this.#state.value = { name: "refused" };
    }
  }

  end(): void {
    if (this.#recorder?.state === "recording") this.#recorder.stop();
  }

  discard(): void {
    if (this.#state.peek().name === "done") return;
    this.#state.value = { name: "discarded" };
    this.end();
  }

  #record(stream: MediaStream): void {
    const chosen = types.find(({ type }) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(stream, chosen && { mimeType: chosen.type });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      this.#stopClock();
      turnOff(stream);
      if (this.#state.peek().name !== "recording") return;
      const type = recorder.mimeType.replace(/;.*$/, "");
      const name = `${fileTime(new Date(this.#clock.now()))}.${chosen?.ending ?? "bin"}`;
      this.#state.value = { name: "done", file: new File(parts, name, { type }) };
    };
    recorder.start();
    this.#recorder = recorder;
    this.#state.value = { name: "recording" };
    const start = this.#clock.monotonicNow();
    this.#stopClock = this.#clock.every(SHOWN_EVERY_MS, () => {
      this.#elapsedMs.value = this.#clock.elapsedMs(start);
      if (this.#elapsedMs.peek() >= RECORDING_MS_MAX) this.end();
    });
  }
}

/** The light of the microphone goes out. */
function turnOff(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** The time of day in a file's name: 2026-11-27 21.05.09. */
function fileTime(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(".")}`;
}
