import { paths } from "../../src/protocol/http.ts";
import { shoal } from "../support/contenders.ts";
import { answerPings, enter, type Guest, mapSome, signIn } from "../support/guests.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { type Asking, HttpReader } from "./http-reader.ts";
import type { Reader } from "./reader.ts";

/** A transport over which readers connect. */
export interface Way {
  readonly name: string;
  enter(server: ServerProcess, tokens: readonly string[]): Promise<Reader[]>;
}

export const webSocketWay: Way = {
  name: "WebSocket",
  enter: async (server, tokens) => (await enter(server, tokens)).map(webSocketReader),
};

export const streamWay = httpWay("stream", { path: paths.stream, waitMs: 0 });
export const longPollWay = httpWay("long-poll", { path: paths.poll, waitMs: 25_000 });
export function pollWay(intervalMs: number): Way {
  return httpWay(`poll, ${1_000 / intervalMs}/s`, { path: paths.poll, waitMs: 0, intervalMs });
}

/** Signs in guests, which makes them members of the lobby, and returns their tokens. */
export async function signInGuests(server: ServerProcess, count: number): Promise<string[]> {
  return (await signIn(shoal, server, count)).flatMap((token) => token ?? []);
}

function httpWay(name: string, asking: Asking): Way {
  return { name, enter: ({ port }, tokens) => mapSome(tokens.values(), (token) => HttpReader.enter(port, token, asking)) };
}

function webSocketReader({ client, head }: Guest): Reader {
  const reader: Reader = {
    position: head,
    requestCount: 0,
    onFrame: () => {},
    onClose: () => {},
    send: (frame) => client.send(frame),
    close: () => client.close(),
  };
  client.onFrame = (_, bytes, start, end) => {
    answerPings(client, bytes, start, end);
    reader.onFrame(bytes, start, end);
  };
  client.onClose = () => reader.onClose("the server closed it");
  return reader;
}
