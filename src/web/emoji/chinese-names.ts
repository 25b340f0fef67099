import { chineseLines } from "./emoji-source.ts" with { type: "macro" };

export const chinese: string = chineseLines();
