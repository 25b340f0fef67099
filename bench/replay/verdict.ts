import type { ReceivedEvent, Sent } from "../../src/client/index.ts";

/** A message as its author knows it. */
export interface Acknowledged {
  readonly sent: Sent;
  readonly nickname: string;
  readonly text: string;
}

/** The events that an observer holds. */
export interface ObservedLog {
  readonly name: string;
  readonly events: readonly ReceivedEvent[];
}

/** Every broken promise, as a sentence. Empty: nothing was lost, doubled or reordered. */
export function differences(
  history: readonly ReceivedEvent[],
  observed: readonly ObservedLog[],
  acknowledged: readonly Acknowledged[],
): string[] {
  return [
    ...holes(history),
    ...observed.flatMap((log) => deviations(history, log)),
    ...broken(history, acknowledged),
    ...unknown(history, acknowledged),
  ];
}

function holes(history: readonly ReceivedEvent[]): string[] {
  const wrong = history.findIndex(({ seq }, index) => seq !== index + 1);
  return wrong < 0 ? [] : [`history: event ${wrong + 1} has the seq ${history[wrong]?.seq}`];
}

function deviations(history: readonly ReceivedEvent[], { name, events }: ObservedLog): string[] {
  const length = Math.max(history.length, events.length);
  for (let index = 0; index < length; index += 1) {
    const [expected, actual] = [JSON.stringify(history[index]), JSON.stringify(events[index])];
    if (expected !== actual) return [`${name}: place ${index + 1} holds ${actual}, history says ${expected}`];
  }
  return [];
}

function broken(history: readonly ReceivedEvent[], acknowledged: readonly Acknowledged[]): string[] {
  return acknowledged.flatMap(({ sent, nickname, text }) => {
    const event = history[sent.seq - 1];
    const isThere =
      event?.type === "message" &&
      event.clientMessageId === sent.clientMessageId &&
      event.text === text &&
      event.by.nickname === nickname;
    return isThere
      ? []
      : [`${nickname} had ${sent.clientMessageId} acknowledged at ${sent.seq}: ${JSON.stringify(event)} is there`];
  });
}

// This also finds a message that history holds twice: only one of its seqs was acknowledged.
function unknown(history: readonly ReceivedEvent[], acknowledged: readonly Acknowledged[]): string[] {
  const seqs = new Set(acknowledged.map(({ sent }) => sent.seq));
  return history.flatMap((event) =>
    event.type === "message" && !seqs.has(event.seq) ? [`${JSON.stringify(event)} was never acknowledged`] : [],
  );
}
