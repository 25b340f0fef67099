import { copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { outcome, output } from "./command.ts";

const MIRROR = "http://deb.debian.org/debian";

interface DebianRoot {
  readonly suite: string;
  /** Debian packages besides the smallest system. */
  readonly packages?: readonly string[];
}

/** A copy of a fresh Debian in `target`. The first one is fetched, which takes a minute, and kept in `workFolder` for the next. */
export async function makeDebianRoot(workFolder: string, target: string, { suite, packages = [] }: DebianRoot): Promise<void> {
  const base = join(workFolder, ["debian", suite, ...packages].join("-"));
  if (!existsSync(base)) {
    console.log(`Fetching Debian ${suite} …`);
    const draft = `${base}.draft`;
    rmSync(draft, { recursive: true, force: true });
    const include = packages.length > 0 ? [`--include=${packages.join(",")}`] : [];
    await output(["debootstrap", "--variant=minbase", ...include, suite, draft, MIRROR]);
    renameSync(draft, base);
  }
  await output(["cp", "--archive", base, target]);
  // What Docker, too, takes from the machine.
  copyFileSync("/etc/resolv.conf", join(target, "etc/resolv.conf"));
  const authorities = process.env.NODE_EXTRA_CA_CERTS;
  if (authorities !== undefined) copyFileSync(authorities, join(target, CERTIFICATES));
}

/** Where a machine whose network has an authority of its own finds that. */
const CERTIFICATES = "machine-certificates.crt";

/** Runs a command in a root, with mounts and processes of its own, and shows what it says when it fails. */
export async function runIn(root: string, command: string, environment: Readonly<Record<string, string>> = {}): Promise<void> {
  const inside = `mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && exec chroot "$1" /bin/sh -c "$2"`;
  const environmentInside = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    DEBIAN_FRONTEND: "noninteractive",
    HOME: "/root",
    ...(existsSync(join(root, CERTIFICATES)) ? { NODE_EXTRA_CA_CERTS: `/${CERTIFICATES}` } : {}),
    ...environment,
  };
  const words = ["unshare", "--mount", "--pid", "--fork", "sh", "-c", inside, "sh", root, command];
  const result = await outcome(words, { environment: environmentInside });
  if (result.exitCode !== 0) throw new Error(`${command}\n${result.stdout}${result.stderr}`);
}

/** Ends the program with a sentence where the machine cannot try this. */
export function requireTools(...tools: readonly string[]): void {
  const missing = tools.filter((tool) => Bun.which(tool) === null);
  if (process.platform === "linux" && process.getuid?.() === 0 && missing.length === 0) return;
  console.error(`This needs root on Linux, and ${tools.join(", ")}. On Debian: apt-get install debootstrap systemd-container`);
  process.exit(1);
}
