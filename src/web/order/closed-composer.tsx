import { useEffect, useRef, useState } from "preact/hooks";
import { useChat } from "../chat-context.ts";
import { momentOf, timeOfDay } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";
import { Icon } from "../icons.tsx";
import { startOfDay, today } from "../state/calendar.ts";
import { isTouch } from "../state/environment.ts";
import { givenFiles } from "../state/given-files.ts";
import { givenMention } from "../state/given-mention.ts";
import type { Closure } from "./closure.ts";
import { muteIcon } from "./icons.tsx";
import { sayLength } from "./say.ts";
import { orderWords } from "./words.ts";

interface ClosedComposerProps {
  readonly closure: Closure;
  readonly hasDraft: boolean;
  /** It is over by the clock. */
  readonly onEnd: () => void;
}

/** In the place of the field: why the user does not write here, until when, and that they can read. */
export function ClosedComposer({ closure, hasDraft, onEnd }: ClosedComposerProps) {
  const place = useRef<HTMLElement>(null);
  const until = closure.kind === "muted" ? closure.mute.until : undefined;
  const now = useNow(until !== undefined);
  const say = orderWords.value.closed;
  const end = useRef(onEnd);
  end.current = onEnd;
  useEffect(() => {
    if (until !== undefined && until <= now) end.current();
  }, [until, now]);
  // What was meant for the field here is not for that of the next conversation.
  useEffect(() => {
    if (givenFiles.value.length > 0) givenFiles.value = [];
    givenMention.value = undefined;
  }, [givenFiles.value, givenMention.value]);
  // The field that had the focus has gone.
  useEffect(() => {
    if (!isTouch.peek() && document.activeElement === document.body) place.current?.focus();
  }, []);

  return (
    <section ref={place} class="composer closed-composer" tabIndex={-1} aria-label={titleOf(closure)}>
      {closure.kind === "muted" ? muteIcon : <Icon name="lock" />}
      <div>
        <p class="closed-title">{titleOf(closure)}</p>
        <p class="hint" dir="auto">
          {[...notesOf(closure, now), ...(hasDraft ? [say.draft] : [])].join(" · ")}
        </p>
      </div>
    </section>
  );
}

function titleOf(closure: Closure): string {
  const say = orderWords.value.closed;
  if (closure.kind === "archived" || closure.kind === "locked") return say[closure.kind];
  const { mute, isEverywhere } = closure;
  const until = mute.until === undefined ? undefined : sayMoment(mute.until);
  return isEverywhere ? say.mutedEverywhere(until) : say.muted(until);
}

function notesOf(closure: Closure, now: number): readonly string[] {
  const say = orderWords.value.closed;
  if (closure.kind === "archived") return [];
  if (closure.kind === "locked") return [say.lockedHint];
  const { until, reason } = closure.mute;
  return [
    ...(until === undefined ? [] : [say.left(sayLength(Math.max(1, (until - now) / 1_000)))]),
    ...(reason === undefined ? [] : [say.reason(isolated(reason))]),
    say.reading,
  ];
}

/** 14:05 of today, with the day of another one. */
export function sayMoment(at: number): string {
  return startOfDay(at) === today.value ? timeOfDay(at) : momentOf(at);
}

/** Now by the server's clock, once a second while something is counted down. */
export function useNow(isCounting: boolean): number {
  const { serverNow } = useChat();
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (!isCounting) return undefined;
    const timer = setInterval(() => setNow(serverNow()), 1_000);
    return () => clearInterval(timer);
  }, [isCounting]);
  return now;
}
