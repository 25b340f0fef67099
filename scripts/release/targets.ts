import type { Build } from "bun";

/** A kind of machine for which there is an executable. */
export interface Target {
  /** How Bun's compiler calls it. */
  readonly name: Build.CompileTarget;
  /** The npm package that has Bun for it. */
  readonly package: string;
  /** What names of files say of it. */
  readonly platform: string;
  readonly isWindows: boolean;
}

export const targets: readonly Target[] = [
  target("bun-linux-x64", "linux-x64", "linux-x64"),
  target("bun-linux-arm64", "linux-aarch64", "linux-arm64"),
  target("bun-darwin-x64", "darwin-x64", "macos-x64"),
  target("bun-darwin-arm64", "darwin-aarch64", "macos-arm64"),
  target("bun-windows-x64", "windows-x64", "windows-x64"),
];

/** Throws when there is no target of that name. */
export function targetNamed(name: string): Target {
  const found = targets.find((each) => each.name === name);
  if (found === undefined)
    throw new Error(`There is no target "${name}". --target must be one of ${targets.map((each) => each.name).join(", ")}.`);
  return found;
}

/** The file name of an executable there. */
export function executableName({ isWindows }: Pick<Target, "isWindows">): string {
  return isWindows ? "shoal.exe" : "shoal";
}

function target(name: Build.CompileTarget, runtime: string, platform: string): Target {
  return { name, package: `@oven/bun-${runtime}`, platform, isWindows: platform.startsWith("windows") };
}
