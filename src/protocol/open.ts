import * as v from "valibot";

/*
 * Schemas that accept a newer peer: unknown values are read as a known default. Each carries
 * its known values as plain data, for the documents that are made of the schemas.
 */

type Variant = v.VariantSchema<string, v.VariantOptions<string>, undefined>;

/** One of these words, or one that this version does not know, which is read as `fallback`. */
export function openPicklist<const Words extends readonly [string, ...string[]]>(words: Words, fallback: Words[number]) {
  const isKnown = (word: string): word is Words[number] => words.includes(word);
  return v.pipe(
    v.string(),
    v.metadata({ known: words, fallback }),
    v.transform((word): Words[number] => (isKnown(word) ? word : fallback)),
  );
}

/**
 * One of the known objects, or one of another kind, which `unknown` converts. An object of a known kind with wrong fields
 * stays an error. `isKnown` has the last word about an object of a known kind.
 */
export function openVariant<const Known extends Variant, const Unknown extends v.GenericSchema>(
  known: Known,
  unknown: Unknown,
  isKnown: (object: object) => boolean = () => true,
) {
  const words = new Set(known.options.map((option) => literalOf(option, known.key)));
  const isOfKnownKind = (input: unknown): boolean => {
    if (typeof input !== "object" || input === null) return true;
    const word: unknown = Reflect.get(input, known.key);
    return typeof word !== "string" || (words.has(word) && isKnown(input));
  };
  const schema = v.lazy((input): Known | Unknown => (isOfKnownKind(input) ? known : unknown));
  return Object.assign(schema, { known, unknown });
}

function literalOf(option: v.VariantOptions<string>[number], key: string): unknown {
  const entry = "entries" in option ? option.entries[key] : undefined;
  return entry !== undefined && "literal" in entry ? entry.literal : undefined;
}
