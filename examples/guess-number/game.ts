export type Language = "en" | "zh";

/** One game: in private one person plays it, in a room everybody together. */
export interface Game {
  readonly secret: number;
  readonly guessCount: number;
  readonly language: Language;
}

export const SECRET_MAX = 100;

export interface Turn {
  /** The game as it is now; `undefined` when none is on, or it was won. */
  readonly game: Game | undefined;
  /** What the bot says; `undefined` when that was not for it. */
  readonly reply: string | undefined;
}

/**
 * One message is heard. In a room the bot keeps quiet about everything that is not the game; a user who writes to it in private
 * wants to play. `newSecret` is asked for only when a game begins.
 */
export function hear(game: Game | undefined, text: string, { isPrivate, newSecret }: Hearing): Turn {
  const message = text.normalize("NFKC").trim(); // ４２ becomes 42, and ？ becomes ?
  const language = languageOf(message) ?? game?.language ?? "en";
  if (game === undefined) {
    if (!isPrivate && !/\bguess\b|猜/i.test(message)) return { game, reply: undefined };
    return { game: { secret: newSecret(), guessCount: 0, language }, reply: words[language].begin };
  }
  const guess = guessIn(message);
  if (guess !== undefined) return judge({ ...game, language, guessCount: game.guessCount + 1 }, guess);
  if (!isPrivate) return { game, reply: undefined };
  return { game: { ...game, language }, reply: words[language].hint };
}

export interface Hearing {
  readonly isPrivate: boolean;
  readonly newSecret: () => number;
}

function judge(game: Game, guess: number): Turn {
  const say = words[game.language];
  if (guess === game.secret) return { game: undefined, reply: say.won(guess, game.guessCount) };
  return { game, reply: guess < game.secret ? say.higher(guess) : say.lower(guess) };
}

/** The number of a message that is nothing but a guess: "42", "is it 42?", "是42吗？" */
function guessIn(message: string): number | undefined {
  const digits = /^(?:is it |是|猜)?\s*(\d{1,9})\s*(?:吗|吧)?[\s.。!?]*$/i.exec(message)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** A number alone is in no language: the game goes on in the one it was in. */
function languageOf(message: string): Language | undefined {
  if (/\p{Script=Han}/u.test(message)) return "zh";
  return /\p{Script=Latin}/u.test(message) ? "en" : undefined;
}

const words = {
  en: {
    begin: `I am thinking of a number from 1 to ${SECRET_MAX}. Guess it!`,
    hint: `A number from 1 to ${SECRET_MAX}, please.`,
    higher: (guess: number) => `${guess}? Higher.`,
    lower: (guess: number) => `${guess}? Lower.`,
    won: (guess: number, count: number) => `${guess} it is! You needed ${count} ${count === 1 ? "guess" : "guesses"}.`,
  },
  zh: {
    begin: `我想了一个 1 到 ${SECRET_MAX} 的数，猜猜看！`,
    hint: `请说一个 1 到 ${SECRET_MAX} 的数。`,
    higher: (guess: number) => `${guess}？大一点。`,
    lower: (guess: number) => `${guess}？小一点。`,
    won: (guess: number, count: number) => `就是 ${guess}！一共猜了 ${count} 次。`,
  },
} as const satisfies Record<Language, unknown>;
