import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

export const chromiumFlags: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
];

/** The same engine without windows, menus and profiles; a page in it costs half of the processor time. */
const shellPath = "/usr/lib/chromium/chromium-headless-shell";

/** For what is measured: the browser that users have. */
export async function launchChromium(moreFlags: readonly string[] = []): Promise<Browser> {
  return await launch(chromiumPath(), moreFlags);
}

/** For what is tested: without windows where that is installed, and Chromium otherwise. */
export async function launchHeadlessChromium(moreFlags: readonly string[] = []): Promise<Browser> {
  const isShell = process.env.CHROMIUM === undefined && existsSync(shellPath);
  return await launch(isShell ? shellPath : chromiumPath(), moreFlags);
}

export function chromiumPath(): string {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(`There is no Chromium at ${executablePath}: install it, or say in CHROMIUM where it is.`);
  }
  return executablePath;
}

async function launch(executablePath: string, moreFlags: readonly string[]): Promise<Browser> {
  return await chromium.launch({ executablePath, args: [...chromiumFlags, ...moreFlags] });
}
