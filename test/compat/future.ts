/*
 * What a newer server would send, made of what this one sends: behind every event comes one of an unknown type, so every place in a log is
 * doubled; fields, frames, kinds, words, codes and features of a future version are everywhere, and some limits are gone.
 */

type Json = Record<string, unknown>;

const future = { fromTheFuture: { nested: [1, "二", null] } };
const unknownConversation = { id: "b_future", kind: "broadcast", head: 7, audience: 1_000_000 };
/** Clients have to know their value themselves. */
const untold = ["typingRepeatMs", "messageBytesMax", "framesPerSecondMax"];

/** The frames that a newer server sends for this one. */
export function downFromFuture(text: string): string[] {
  const frame = JSON.parse(text) as Json;
  return [JSON.stringify({ type: "fireworks", colour: "red" }), JSON.stringify({ ...changed(frame), ...future })];
}

/** What this server understands of a frame that goes up: the places are its own again. */
export function upFromFuture(text: string): string {
  const frame = JSON.parse(text) as Json;
  const places = mapValues(frame, {
    cursors: (cursors) =>
      Object.fromEntries(Object.entries(cursors as Record<string, number>).map(([id, seq]) => [id, half(seq)])),
    after: (after) => half(after as number),
    before: (before) => half(before as number) + 1,
    seq: (seq) => Math.ceil((seq as number) / 2),
  });
  return JSON.stringify({ ...places, ...future });
}

function changed(frame: Json): Json {
  switch (frame.type) {
    case "welcome":
      return {
        ...frame,
        userHead: double(frame.userHead),
        conversations: [...(frame.conversations as Json[]).map(conversation), unknownConversation],
        limits: { ...without(frame.limits as Json, untold), dreamsPerNightMax: 3 },
        features: [...(frame.features as string[]), "telepathy"],
      };
    case "events":
      return { ...frame, after: double(frame.after), events: (frame.events as Json[]).flatMap(eventAndUnknown) };
    case "history-page":
      return {
        ...frame,
        ...{ floor: double(frame.floor), head: double(frame.head) },
        ...(frame.first !== undefined && { first: double(frame.first) - 1, last: double(frame.last) }),
        events: (frame.events as Json[]).flatMap(eventAndUnknown),
      };
    case "gap":
      return { ...frame, after: double(frame.after), reason: frame.reason === "far" ? "elsewhere" : frame.reason };
    case "sent":
      return { ...frame, seq: double(frame.seq) - 1 };
    case "conversation":
      return { ...frame, conversation: conversation(frame.conversation as Json) };
    case "ping":
      return { ...frame, heads: Object.fromEntries(Object.entries(frame.heads as Json).map(([id, head]) => [id, double(head)])) };
    case "member-list":
      return { ...frame, members: (frame.members as Json[]).map((member) => ({ ...member, role: "gardener", ...future })) };
    case "error":
      return { ...frame, code: "tomorrow-only" };
    default:
      return frame;
  }
}

/** The event itself, and one of an unknown type in the place behind it. */
function eventAndUnknown(event: Json): Json[] {
  const last = double(event.seq);
  const known = mapValues(
    { ...event, seq: last - 1, ...future },
    {
      conversation: (value) => conversation(value as Json),
      readSeq: (readSeq) => double(readSeq),
    },
  );
  return [known, { seq: last, at: event.at, type: "reaction", target: last - 1, emoji: "🐟" }];
}

function conversation(value: Json): Json {
  return { ...value, head: double(value.head), readSeq: double(value.readSeq), ...future };
}

function double(seq: unknown): number {
  return Number(seq) * 2;
}

function half(seq: number): number {
  return Math.floor(seq / 2);
}

function mapValues(object: Json, maps: Readonly<Record<string, (value: unknown) => unknown>>): Json {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, value === undefined ? value : (maps[name]?.(value) ?? value)]),
  );
}

function without(object: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
