const ASCII_END = 0x80;
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
  const folded = fold(text, (start, length) => {
    for (let count = 0; count < length; count += 1) starts.push(start);
  });
  return { text: folded, starts: [...starts, text.length] };
}

/** Folds one character with its marks at a time, so that a part of a text folds to a part of the folded text. */
function fold(text: string, onFolded: (start: number, length: number) => void): string {
  let folded = "";
  let at = 0;
  while (at < text.length) {
    const isPlain = text.charCodeAt(at) < ASCII_END && !(text.charCodeAt(at + 1) >= ASCII_END);
    const character = isPlain ? text.charAt(at) : clusterAt(text, at);
    const result = isPlain ? character.toLowerCase() : foldCluster(character);
    onFolded(at, result.length);
    folded += result;
    at += character.length;
  }
  return folded;
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
