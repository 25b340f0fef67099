/** Joiners and variation selectors: they change how neighbours are drawn, and make no other name. */
const joining = /\u200C|\u200D|[\uFE00-\uFE0F]/gu;

/** Two texts that fold to the same are the same name, of a person or of a public room [P25]. */
export function foldText(text: string): string {
  // Upper and then lower case folds more than lower case alone: ß and SS, final sigma.
  return text.normalize("NFKC").replace(joining, "").toUpperCase().toLowerCase().normalize("NFKC");
}
