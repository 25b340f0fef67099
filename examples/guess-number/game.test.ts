import { expect, test } from "bun:test";
import { type Game, hear } from "./game.ts";

/** Plays what is said, with 42 as the secret, and gives back what the bot answers. */
function play(isPrivate: boolean, ...messages: readonly string[]): readonly (string | undefined)[] {
  let game: Game | undefined;
  return messages.map((text) => {
    const turn = hear(game, text, { isPrivate, newSecret: () => 42 });
    game = turn.game;
    return turn.reply;
  });
}

test("ann is told higher and lower until she has it", () => {
  expect(play(true, "hello", "50", "is it 40?", "42")).toEqual([
    "I am thinking of a number from 1 to 100. Guess it!",
    "50? Lower.",
    "40? Higher.",
    "42 it is! You needed 3 guesses.",
  ]);
});

test("小鱼 is answered in Chinese, and may write full-width digits", () => {
  expect(play(true, "你好", "５０", "是３０吗？", "４２！")).toEqual([
    "我想了一个 1 到 100 的数，猜猜看！",
    "50？小一点。",
    "30？大一点。",
    "就是 42！一共猜了 3 次。",
  ]);
});

test("the answer is in the language of the message", () => {
  expect(play(false, "let us guess", "猜 50", "40", "is it 41")).toEqual([
    "I am thinking of a number from 1 to 100. Guess it!",
    "50？小一点。",
    "40？大一点。",
    "41? Higher.",
  ]);
});

test("a message about something else in a room does not change the game's language", () => {
  expect(play(false, "let's guess", "大家中午吃什么？", "55").at(-1)).toBe("55? Lower.");
});

test("in a room the bot ignores messages that are not for the game", () => {
  expect(play(false, "42", "guessing is fun", "GUESS!", "see you at 10", "42", "42")).toEqual([
    undefined,
    undefined,
    "I am thinking of a number from 1 to 100. Guess it!",
    undefined,
    "42 it is! You needed 1 guess.",
    undefined,
  ]);
});

test("in private, a message without a number is answered with the rules", () => {
  expect(play(true, "guess", "what?", "什么")).toEqual([
    "I am thinking of a number from 1 to 100. Guess it!",
    "A number from 1 to 100, please.",
    "请说一个 1 到 100 的数。",
  ]);
});
