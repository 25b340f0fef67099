import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { figures as written } from "../../src/web/lab/results/figures.ts";
import type { PeerFigures } from "../../src/web/lab/results/peer-figures.ts";
import { projectFolder } from "../support/server-process.ts";
import { figureTables } from "./figure-tables.ts";

const FIGURES_FILE = join(projectFolder, "src/web/lab/results/figures.ts");
const README_FILE = join(projectFolder, "bench/README.md");

/** Puts the figures where the lab's page imports them, and into the README in the place of those that were there. */
export function writeFigures(figures: PeerFigures): void {
  const readme = readFileSync(README_FILE, "utf8");
  const tables = figureTables(written);
  if (!readme.includes(tables)) throw new Error("bench/README.md does not have the figures of src/web/lab/results/figures.ts.");
  writeFileSync(
    README_FILE,
    readme.replace(tables, () => figureTables(figures)),
  );
  writeFileSync(FIGURES_FILE, sourceOf(figures));
  const biome = join(projectFolder, "node_modules/.bin/biome");
  Bun.spawnSync([biome, "check", "--write", FIGURES_FILE], { cwd: projectFolder, stdio: ["ignore", "ignore", "inherit"] });
}

function sourceOf(figures: PeerFigures): string {
  return `import type { PeerFigures } from "./peer-figures.ts";

/** Written by \`npm run bench -- articles --write\`, never by hand. bench/README.md says what was measured, and how. */
export const figures: PeerFigures = ${JSON.stringify(figures)};
`;
}
