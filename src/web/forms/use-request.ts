import { useState } from "preact/hooks";
import { ShoalError } from "../../client/index.ts";
import { errorText } from "../i18n/error-text.ts";
import { words } from "../i18n/words.ts";
import { codeOf } from "../state/session.ts";

export interface RequestState {
  readonly isBusy: boolean;
  /** The last refusal, for people. */
  readonly problem: string | undefined;
  /** Runs a request, unless the one before is unanswered: a second click is not a second room. */
  run(request: () => Promise<void>): void;
  /** Runs a read, also beside other requests. */
  load(request: () => Promise<void>): void;
}

function problemOf(error: unknown): string {
  return error instanceof ShoalError ? errorText(error) : words.value.errors[codeOf(error)];
}

/** The requests of a form: busy while one runs, and a sentence when it was refused. */
export function useRequest(): RequestState {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);

  function load(request: () => Promise<void>): void {
    setProblem(undefined);
    request()
      .catch((error: unknown) => setProblem(problemOf(error)))
      .finally(() => setBusy(false));
  }

  function run(request: () => Promise<void>): void {
    if (isBusy) return;
    setBusy(true);
    load(request);
  }

  return { isBusy, problem, run, load };
}
