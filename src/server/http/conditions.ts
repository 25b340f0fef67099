/** Whether `If-None-Match` names the tag: a list of tags or `*`, compared weakly [RFC 9110, 13.1.2]. */
export function isTagNamed(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  if (ifNoneMatch.trim() === "*") return true;
  const tags = ifNoneMatch.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => strong(tag) === strong(etag));
}

function strong(tag: string): string {
  return tag.replace(/^W\//, "");
}

/**
 * The encoding to answer with, by `Accept-Encoding` [RFC 9110, 12.5.3]: the most wanted of `available`, the earlier one among equals. `identity`
 * where nothing else is wanted, also where it is refused: an answer is better than none.
 */
export function negotiateEncoding<Encoding extends string>(
  acceptEncoding: string | null,
  available: readonly Encoding[],
): Encoding | "identity" {
  const weights = new Map(weightsIn(acceptEncoding ?? ""));
  const weightOf = (encoding: string): number => {
    const unnamed = encoding === "identity" ? (weights.get("*") ?? IDENTITY_WEIGHT) : (weights.get("*") ?? 0);
    return weights.get(encoding) ?? (encoding === "gzip" ? weights.get("x-gzip") : undefined) ?? unnamed;
  };
  let best: Encoding | "identity" = "identity";
  for (const encoding of available) {
    const weight = weightOf(encoding);
    if (weight > 0 && (weight > weightOf(best) || (best === "identity" && weight >= weightOf(best)))) best = encoding;
  }
  return best;
}

/** Less than any weight that a client can write: it is wanted only when nothing else is. */
const IDENTITY_WEIGHT = 0.0001;

function* weightsIn(acceptEncoding: string): Iterable<[encoding: string, weight: number]> {
  for (const item of acceptEncoding.toLowerCase().split(",")) {
    const [name = "", ...parameters] = item.split(";").map((part) => part.trim());
    if (name === "") continue;
    const quality = parameters.flatMap((parameter) => /^q\s*=\s*(.*)$/.exec(parameter)?.[1] ?? [])[0];
    const weight = quality === undefined ? 1 : Number(quality);
    yield [name, Number.isFinite(weight) ? Math.min(1, weight) : 0];
  }
}
