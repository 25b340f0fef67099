/** The forms that the page's languages have; `other` stands in for the ones that a language lacks. */
export interface PluralForms {
  readonly one?: string;
  readonly other: string;
}

/** Picks the form for a count and puts the count in place of `#`. */
export function pluralOf(language: string): (count: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(language);
  let numbers: Intl.NumberFormat | undefined; // the first one takes long, and the sign-in counts nothing
  return (count, forms) => {
    numbers ??= new Intl.NumberFormat(language);
    const form = rules.select(count) === "one" ? (forms.one ?? forms.other) : forms.other;
    return form.replace("#", numbers.format(count));
  };
}
