import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** libfaketime lies to a process about the time of day. Its monotonic clock stays true, as when an operator sets a clock. */
const libraries = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((name) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`);

/** A clock for the server's process that can be set while it runs. */
export class FakeTime {
  readonly environment: Readonly<Record<string, string>>;
  readonly #file: string;

  constructor(folder: string) {
    const library = libraries.find((path) => existsSync(path));
    if (library === undefined)
      throw new Error("The clock of a server is moved by libfaketime. On Debian: sudo apt-get install libfaketime");
    this.#file = join(folder, "clock");
    this.set(0);
    this.environment = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      FAKETIME_CACHE_DURATION: "1",
    };
  }

  /** How far the server's clock is ahead of the true time. Takes effect within a second. */
  set(offsetSeconds: number): void {
    writeFileSync(this.#file, `${offsetSeconds < 0 ? "-" : "+"}${Math.abs(offsetSeconds)}\n`);
  }
}
