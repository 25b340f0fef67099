import { renderUnicodeCompact } from "uqr";
import type { AdministratorLink } from "../protocol/control.ts";

/** What the operator reads when the server is up: where it is, and how its first administrator comes in. */
export function announcement(urls: readonly string[], isLan: boolean, link: AdministratorLink | undefined): string {
  const [best] = urls;
  const lines = ["", ...urls.map((url) => `  Shoal is at ${url}`), ""];
  if (link !== undefined)
    lines.push("  To become its administrator, open this link within 15 minutes. It works once:", `  ${link.url}`, "");
  if (isLan && best !== undefined) lines.push(indent(renderUnicodeCompact(best)), "");
  return `${lines.join("\n")}\n`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
