import type { ComponentChildren } from "preact";
import { labWords } from "../words.ts";
import type { Rule } from "./rules.ts";

interface NoteProps {
  /** Where the sentences can be checked. */
  readonly rule: Rule;
  /** Two sentences. */
  readonly children: ComponentChildren;
}

/** Sets right what is often said, with the rule that says it. */
export function Note({ rule, children }: NoteProps) {
  return (
    <p class="note">
      <strong>{labWords.value.setRight}</strong> {children}{" "}
      <a href={rule.address} rel="noreferrer" target="_blank">
        {rule.name}
      </a>
    </p>
  );
}
