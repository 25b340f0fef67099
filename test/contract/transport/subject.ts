import { LOBBY_ID, signIn } from "../../../src/client/index.ts";
import type { Transport } from "../../../src/client/transports/transport.ts";
import { type ErrorCode, errorKind } from "../../../src/protocol/errors.ts";
import { paths } from "../../../src/protocol/http.ts";
import { newClientMessageId } from "../../../src/protocol/ids.ts";
import { BareChannel } from "../../support/bare-channel.ts";
import { eventually } from "../../support/eventually.ts";
import { enter, type Participant } from "../../support/people.ts";
import type { TcpProxy } from "../../support/proxy.ts";
import type { TestServer } from "../../support/test-server.ts";

export interface TransportUnderTest {
  /** The client's side of it. */
  readonly create: (serverUrl: string) => Transport;
  /** Whether there is a channel before its first frame: only then can it say nothing, or something else than hello. */
  readonly opensBeforeHello: boolean;
}

/** The transport under test, with hands. */
export interface Subject extends TransportUnderTest {
  /** Somebody with a client, perhaps behind a bad network. */
  enter(server: TestServer, nickname: string, proxy?: TcpProxy): Promise<Participant>;
  /** Somebody with a bare channel who was welcomed. */
  greet(server: TestServer, nickname: string): Promise<BareChannel>;
}

export function subjectOf(transport: TransportUnderTest): Subject {
  const { create } = transport;
  return {
    ...transport,
    enter: (server, nickname, proxy) => enter(server.url, nickname, { transport: create(proxy?.url ?? server.url) }),
    async greet(server, nickname) {
      const { token = "" } = await signIn(server.url, { nickname });
      return await BareChannel.greet(create(server.url), token);
    },
  };
}

export function say(channel: BareChannel, text: string, conversationId = LOBBY_ID): void {
  channel.say({ type: "send", clientMessageId: newClientMessageId(), conversationId, text });
}

/** More than the buffers between a server and a client hold. */
export function largeTexts(count: number, bytes: number): string[] {
  return Array.from({ length: count }, (_, index) => `${index} `.padEnd(bytes, "~"));
}

export function closeCodeOf(code: ErrorCode): number {
  const { closeCode } = errorKind(code);
  if (closeCode === undefined) throw new Error(`${code} closes nothing.`);
  return closeCode;
}

/** Waits until the server has noticed who came or went. */
export async function connectionCountIs(server: TestServer, count: number): Promise<void> {
  await eventually(async () => {
    const response = await fetch(new URL(paths.health, server.url));
    const { connections } = (await response.json()) as { connections: number };
    if (connections !== count) throw new Error(`The server has ${connections} connections, not ${count}.`);
  });
}
