import type { Step } from "./steps.ts";

const speakers = (
  "小鱼 阿海 珊瑚 浪花 老船长 海星 小贝 青鲨 月光 灯塔 沙滩上的猫 潮汐 小螃蟹 白帆 海带 鲸落 阿珍 大橘 柠檬茶 豆包 " +
  "北北 南风 晚安 山竹"
).split(" ");

const BETWEEN_DIALOGUES_MS = 3_000;
const BEFORE_A_TURN_MS = 1_000;
const PER_CHARACTER_MS = 120;

/**
 * Reads dialogues, one per line: a JSON array of the turns of two people. The dialogues follow each other, each between two
 * people of a pool, at typing speed.
 */
export function readDialogues(text: string): Step[] {
  const steps: Step[] = [];
  let atMs = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const pair = [speakerAt(index * 2), speakerAt(index * 2 + 1 + 2 * Math.floor(index / speakers.length))] as const;
    for (const [turn, words] of readTurns(line, index).entries()) {
      if (words.trim() === "") continue;
      atMs += BEFORE_A_TURN_MS + words.length * PER_CHARACTER_MS;
      steps.push({ does: "say", nickname: pair[turn % 2 === 0 ? 0 : 1], text: words, atMs });
    }
    atMs += BETWEEN_DIALOGUES_MS;
  }
  return steps;
}

function readTurns(line: string, index: number): string[] {
  const turns: unknown = JSON.parse(line);
  if (Array.isArray(turns) && turns.every((turn) => typeof turn === "string")) return turns;
  throw new Error(`Line ${index + 1} is not an array of turns.`);
}

// One index is even and the other odd, so the two speakers of a dialogue are always different.
function speakerAt(index: number): string {
  return speakers[index % speakers.length] ?? "小鱼";
}
