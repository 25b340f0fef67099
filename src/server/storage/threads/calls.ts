import { type AnyErrorCode, ShoalError } from "../../../protocol/errors.ts";
import type { LogAppend } from "../storage.ts";

/**
 * The messages between the threads: one string of JSON each way and batch. A string crosses without being copied field
 * by field, which makes a call three times cheaper than the same objects through structured clone.
 */
export interface Call {
  readonly verb: string;
  readonly argument: unknown;
}

export type Answer = { readonly value?: unknown } | Refused;

export interface Refused {
  readonly refusal: Refusal;
}

export interface BatchAnswer {
  /** One for each call, in order. */
  readonly answers: readonly Answer[];
  readonly appends: readonly LogAppend[];
  /** Of a storage that several nodes share: the feed id that these appends have, or how far the feed was when this was read. */
  readonly feedId?: number;
}

/** A `ShoalError` on its way through JSON. */
interface Refusal {
  readonly code: AnyErrorCode;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: string | undefined;
}

/** Verbs as the thread that runs them knows them: a context, one argument. */
export type VerbTable<Context> = Readonly<Record<string, (context: Context, argument: never) => unknown>>;
export type ArgumentOf<Verb> = Verb extends (context: never, argument: infer Argument) => unknown ? Argument : never;
export type ResultOf<Verb> = Verb extends (context: never, argument: never) => infer Result ? Result : never;

export function runVerb<Context>(verbs: VerbTable<Context>, context: Context, call: Call): unknown {
  const verb = verbs[call.verb] as ((context: Context, argument: unknown) => unknown) | undefined;
  if (!verb) throw new Error(`no verb is called ${call.verb}`);
  return verb(context, call.argument);
}

export function refuse(error: ShoalError): Refused {
  const { code, retryAfterMs, cause } = error;
  return { refusal: { code, retryAfterMs, cause: cause instanceof Error ? (cause.stack ?? cause.message) : undefined } };
}

export function errorOf({ code, retryAfterMs, cause }: Refusal): ShoalError {
  return new ShoalError(code, { retryAfterMs, cause: cause === undefined ? undefined : new Error(cause) });
}
