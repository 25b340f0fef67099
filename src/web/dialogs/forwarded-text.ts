import type { MessageEvent } from "../../client/index.ts";

/** A message as a quote, with the names of its files, its author, and where it stands. */
export function forwardedText({ text, files = [], by }: Pick<MessageEvent, "text" | "files" | "by">, address: string): string {
  const lines = [...(text === "" ? [] : text.split("\n")), ...files.map(({ name }) => `📎 ${name}`)];
  return `${lines.map((line) => `> ${line}`).join("\n")}\n${by.nickname} · ${address}\n`;
}
