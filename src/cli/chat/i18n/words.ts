import { en, type Words } from "./en.ts";
import { zh } from "./zh.ts";

/** The language of the environment, as POSIX orders the variables: the first that is set decides, and an empty one is not set. */
export function wordsOf({ LC_ALL, LC_MESSAGES, LANG }: Readonly<Record<string, string | undefined>>): Words {
  const locale = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== "") ?? "";
  return /^zh(?![a-z])/i.test(locale) ? zh : en;
}

export const words = wordsOf(process.env);
