/** Postgres stores every character but U+0000. It is written as two others, of which the first is nowhere else without the second. */
const mark = "\uf8ff";

export function storedText(text: string): string {
  if (!text.includes("\0") && !text.includes(mark)) return text;
  return text.replaceAll(mark, `${mark}1`).replaceAll("\0", `${mark}0`);
}

export function textOf(stored: string): string {
  if (!stored.includes(mark)) return stored;
  return stored.replaceAll(`${mark}0`, "\0").replaceAll(`${mark}1`, mark);
}
