/** A pattern that is made when it is needed first: a browser takes milliseconds for the tables of a class like `\p{L}`. */
export function lazyPattern(source: string, flags: string): () => RegExp {
  let pattern: RegExp | undefined;
  return () => {
    pattern ??= new RegExp(source, flags);
    return pattern;
  };
}
