import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Subprocess } from "bun";
import { eventually } from "../../test/support/eventually.ts";
import { outcome, output } from "./command.ts";
import { makeDebianRoot, requireTools } from "./debian-root.ts";
import { expectPrivate, expectTalk, expectTalkIsThere, fail } from "./talk.ts";

// `scripts/bun scripts/try/service.ts [FOLDER]`: boots a small Debian with systemd in a container of systemd-nspawn, with this checkout as /opt/shoal and
// deploy/shoal.service installed as docs/operating.md says, and tries the server there. It shares the network of this machine: port 9527 must be free.
// FOLDER keeps what was fetched, for the next time.

const url = "http://127.0.0.1:9527";
const BOOT_WITHIN_MS = 60_000;
const END_WITHIN_MS = 30_000;
const EXPOSURE_MAX = 2;

requireTools("debootstrap", "systemd-nspawn", "nsenter");
const projectFolder = join(new URL("../..", import.meta.url).pathname);
const workFolder = process.argv[2] ?? mkdtempSync("/var/tmp/shoal-service-");
mkdirSync(workFolder, { recursive: true });
if (await isUp()) fail(`Something answers at ${url} already; stop it.`);

const root = join(workFolder, "service");
rmSync(root, { recursive: true, force: true });
await makeDebianRoot(workFolder, root, { suite: "bookworm", packages: ["systemd", "systemd-sysv", "dbus"] });
const unitFile = join(root, "etc/systemd/system/shoal.service");
copyFileSync(join(projectFolder, "deploy/shoal.service"), unitFile);
const wanted = join(root, "etc/systemd/system/multi-user.target.wants/shoal.service");
mkdirSync(dirname(wanted), { recursive: true });
symlinkSync("/etc/systemd/system/shoal.service", wanted);

const machine = Bun.spawn(
  [
    "systemd-nspawn",
    "--quiet",
    "--directory",
    root,
    "--register=no",
    "--keep-unit",
    `--bind-ro=${projectFolder}:/opt/shoal`,
    "--boot",
  ],
  { stdin: "ignore", stdout: "ignore", stderr: "ignore" },
);
try {
  await eventually(async () => expectUp(true), BOOT_WITHIN_MS);
  const first = await serverId(machine);
  console.log(await output(["grep", "--extended-regexp", "^(Uid|CapBnd|NoNewPrivs|Seccomp):", `/proc/${first}/status`]));
  await expectLittleExposure();
  await expectTalk(url);
  expectPrivate(join(root, "var/lib/private/shoal"));

  process.kill(first, "SIGKILL");
  await eventually(async () => {
    if ((await serverId(machine)) === first) throw new Error("It was not started again.");
    await expectUp(true);
  }, BOOT_WITHIN_MS);
  await expectTalkIsThere(url);
  console.log("Killed, it was started again.");

  await systemctl(machine, "stop");
  await expectUp(false);
  console.log(await systemctl(machine, "show", "--property=Result,ExecMainStatus"));
  await systemctl(machine, "start");
  await eventually(async () => expectUp(true), BOOT_WITHIN_MS);
  await expectTalkIsThere(url);
} catch (error) {
  const journal = ["journalctl", `--directory=${join(root, "var/log/journal")}`, "--unit=shoal", "--no-pager", "--lines=30"];
  console.error((await outcome(journal)).stdout);
  throw error;
} finally {
  // systemd's way to say: power off.
  await outcome(["kill", "-s", "RTMIN+4", String(await firstId(machine).catch(() => machine.pid))]);
  const timer = setTimeout(() => machine.kill("SIGKILL"), END_WITHIN_MS);
  await machine.exited;
  clearTimeout(timer);
}
console.log("Everything works.");

/** As systemd counts it: 0 is nothing, 10 everything. */
async function expectLittleExposure(): Promise<void> {
  const unit = "/etc/systemd/system/shoal.service";
  await inside(machine, "systemd-analyze", "verify", unit);
  const report = await inside(machine, "systemd-analyze", "security", "--offline=true", "--no-pager", unit);
  const exposure = Number(/Overall exposure level.*: ([\d.]+)/.exec(report)?.[1]);
  console.log(`Exposure by systemd-analyze security: ${exposure}.`);
  if (!(exposure <= EXPOSURE_MAX)) fail(report);
}

async function isUp(): Promise<boolean> {
  return await fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function expectUp(isExpected: boolean): Promise<void> {
  if ((await isUp()) !== isExpected) throw new Error(isExpected ? "It is not up." : "It is still up.");
}

/** systemd inside, as this namespace numbers it. */
async function firstId({ pid }: Subprocess): Promise<number> {
  return Number((await output(["pgrep", "--parent", String(pid)])).split("\n")[0]);
}

async function inside(container: Subprocess, ...words: string[]): Promise<string> {
  const into = ["nsenter", `--target=${await firstId(container)}`, "--all", "--root", "--wd"];
  return (await output([...into, ...words])).trim();
}

async function systemctl(container: Subprocess, command: string, ...flags: string[]): Promise<string> {
  return await inside(container, "systemctl", command, ...flags, "shoal");
}

/** The server's process, as this namespace numbers it. */
async function serverId(container: Subprocess): Promise<number> {
  const pidInside = Number((await systemctl(container, "show", "--property=MainPID", "--value")) || 0);
  for (const pid of (await output(["pgrep", "--full", "/opt/shoal/src/main.ts serve"])).trim().split("\n")) {
    const status = await outcome(["grep", "^NSpid:", `/proc/${pid}/status`]);
    if (status.stdout.trim().split("\t").at(-1) === String(pidInside)) return Number(pid);
  }
  throw new Error("The server does not run.");
}
