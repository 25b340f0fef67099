/** ASCII and the Chinese characters of every day, which no mark can follow here: only case is folded, and nothing is looked up. */
const plain = /[\p{ASCII}\u3002\u4E00-\u9FFF]+(?=[\p{ASCII}\u3002\u4E00-\u9FFF]|$)/uy;
const marked = /^(?:\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic})/u;
const marks = /\p{M}+/gu;
const cluster = /\P{M}\p{M}*|\p{M}+/uy;

/** A text as it is searched in, and where each of its UTF-16 units came from. */
export interface FoldedText {
  readonly text: string;
  /** By unit of `text`: where its character begins in the original; and at the end, the original's length. */
  readonly starts: readonly number[];
}

/** What is the same to a reader who searches is the same text: case, width, and accents of letters that are read without them too. */
export function foldForSearch(text: string): string {
  return fold(text, () => {});
}

export function foldWithStarts(text: string): FoldedText {
  const starts: number[] = [];
  const folded = fold(text, (start, length, isPlain) => {
    for (let count = 0; count < length; count += 1) starts.push(isPlain ? start + count : start);
  });
  starts.push(text.length);
  return { text: folded, starts };
}

/** Folds what is plain at once and the rest one character with its marks at a time, so that a part of a text folds to a part of the folded text. */
function fold(text: string, onFolded: (start: number, length: number, isPlain: boolean) => void): string {
  let folded = "";
  let at = 0;
  while (at < text.length) {
    const run = plainAt(text, at);
    const part = run ?? clusterAt(text, at);
    const result = run?.toLowerCase() ?? foldCluster(part);
    onFolded(at, result.length, run !== undefined);
    folded += result;
    at += part.length;
  }
  return folded;
}

function plainAt(text: string, at: number): string | undefined {
  plain.lastIndex = at;
  return plain.exec(text)?.[0];
}

function clusterAt(text: string, at: number): string {
  cluster.lastIndex = at;
  return cluster.exec(text)?.[0] ?? text.charAt(at);
}

function foldCluster(character: string): string {
  // Upper and then lower case folds more than lower case alone: ß and SS, final sigma.
  const folded = character.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFD");
  return (marked.test(folded) ? folded.replace(marks, "") : folded).normalize("NFC");
}
