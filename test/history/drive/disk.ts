import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

const IMAGE_MEBIBYTES = 192;

/** Whether this machine lets the driver have a file system of its own. */
export function canMount(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0;
}

/**
 * A small file system in a file, for the server's data. It can be full, and it can lose its power: what the server has not synced is in
 * the memory of the kernel only, so a copy of the file is what a disk would hold at that moment.
 */
export class Disk implements AsyncDisposable {
  /** Where it is mounted. */
  readonly folder: string;
  readonly #parent: string;
  #image: string;
  #imageCount = 0;

  private constructor(parent: string) {
    this.#parent = parent;
    this.folder = join(parent, "disk");
    this.#image = join(parent, "image-0");
  }

  static async create(parent: string): Promise<Disk> {
    const disk = new Disk(parent);
    await mkdir(disk.folder);
    run("truncate", "--size", `${IMAGE_MEBIBYTES}M`, disk.#image);
    run("mkfs.ext4", "-q", "-F", disk.#image);
    disk.#mount();
    process.on("exit", disk.#unmountNow);
    return disk;
  }

  /** For a server: its files are in a folder of the file system. */
  get dataFolder(): string {
    return join(this.folder, "data");
  }

  /** Takes all the room that is left, until `empty`. */
  fill(): void {
    const file = openSync(this.#filler, "a");
    try {
      for (const block of [Buffer.alloc(1024 * 1024), Buffer.alloc(4096), Buffer.alloc(1)]) writeUntilFull(file, block);
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(this.#filler, { force: true });
  }

  /** What the disk holds at this moment, however much the kernel still wants to write. The server must not be running on. */
  async capture(): Promise<string> {
    this.#imageCount += 1;
    const copy = join(this.#parent, `image-${this.#imageCount}`);
    await copyFile(this.#image, copy);
    return copy;
  }

  /** Goes on with a captured image. No process may use the file system. */
  async replace(image: string): Promise<void> {
    run("umount", this.folder);
    await rm(this.#image);
    this.#image = image;
    this.#mount();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("exit", this.#unmountNow);
    this.#unmountNow();
    await rm(this.#parent, { recursive: true, force: true });
  }

  get #filler(): string {
    return join(this.folder, "filler");
  }

  // Metadata is written when the server syncs, and hardly ever by itself: so a copy has a state that really was.
  #mount(): void {
    run("mount", "-o", "loop,commit=600", this.#image, this.folder);
  }

  readonly #unmountNow = (): void => {
    spawnSync("umount", ["--lazy", this.folder]);
  };
}

function writeUntilFull(file: number, block: Buffer): void {
  for (;;) {
    try {
      writeSync(file, block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOSPC") return;
      throw error;
    }
  }
}

function run(command: string, ...parameters: readonly string[]): void {
  const path = `${process.env.PATH}:/usr/sbin:/sbin`;
  const { status, stderr, error } = spawnSync(command, parameters, { encoding: "utf8", env: { ...process.env, PATH: path } });
  if (status !== 0) throw new Error(`${command} ${parameters.join(" ")}: ${error?.message ?? stderr}`);
}
