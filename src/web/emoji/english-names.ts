import { englishLines } from "./emoji-source.ts" with { type: "macro" };

export const english: string = englishLines();
