import { words } from "./i18n/words.ts";

/** 1.5 MB: a thousand bytes are a kilobyte, as file managers count. */
export function byteCount(bytes: number): string {
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const unit = (["byte", "kilobyte", "megabyte", "gigabyte"] as const)[power] ?? "byte";
  const options = { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(words.locale, options).format(bytes / 1000 ** power);
}
