import { pluralOf } from "../i18n/plural.ts";

const plural = pluralOf("en");
const pluralZh = pluralOf("zh");

/** A number of bytes, for the words of a tab. */
export const byteCount = {
  en: (count: number) => plural(count, { one: "# byte", other: "# bytes" }),
  zh: (count: number) => pluralZh(count, { other: "# 字节" }),
};
