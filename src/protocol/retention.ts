/** How long messages are kept. 0 is for ever; where both are set, a message goes when either says so [P190]. */
export interface Retention {
  /** Days. */
  readonly days: number;
  /** The newest messages of each conversation. */
  readonly messages: number;
}

/** A missing one stays as it is. */
export interface RetentionChange {
  readonly days?: number | undefined;
  readonly messages?: number | undefined;
}

/**
 * What holds where both say something: no room keeps longer than its server [P190b].
 * @example const { days, messages } = strictest({ days: 30, messages: 0 }, { days: 0, messages: 1_000 });
 */
export function strictest(one: Retention, other: Retention): Retention {
  return { days: least(one.days, other.days), messages: least(one.messages, other.messages) };
}

/**
 * Whether the second keeps less than the first: what goes then does not come back.
 * @example if (isShorter(current, chosen)) await askTheUser();
 */
export function isShorter(before: Retention, after: Retention): boolean {
  const kept = strictest(before, after);
  return kept.days !== before.days || kept.messages !== before.messages;
}

function least(one: number, other: number): number {
  return one === 0 || other === 0 ? Math.max(one, other) : Math.min(one, other);
}
