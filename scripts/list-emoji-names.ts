import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { emojiNames } from "./emoji-names.ts";

/** Writes the names of emoji that Slack uses, which the import of its exports needs: `scripts/bun scripts/list-emoji-names.ts`. */
const target = fileURLToPath(new URL("../src/operator/moving/slack/emoji-names.json", import.meta.url));
writeFileSync(target, `${JSON.stringify(emojiNames(), undefined, 2)}\n`);
