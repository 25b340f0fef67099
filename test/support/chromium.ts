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

export async function launchChromium(moreFlags: readonly string[] = []): Promise<Browser> {
  return await chromium.launch({ executablePath: chromiumPath(), args: [...chromiumFlags, ...moreFlags] });
}

export function chromiumPath(): string {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(`There is no Chromium at ${executablePath}: install it, or say in CHROMIUM where it is.`);
  }
  return executablePath;
}
