/** The forms that the page's languages have; `other` stands in for the ones that a language lacks. */
export interface PluralForms {
  readonly one?: string;
  readonly other: string;
}

/** Picks the form for a count and puts the count in place of `#`. */
export function pluralOf(language: string): (count: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (count, forms) => {
    const form = rules.select(count) === "one" ? (forms.one ?? forms.other) : forms.other;
    return form.replace("#", numbers.format(count));
  };
}
