import { socketAddressOf } from "../../src/client/address.ts";
import { LOBBY_ID, signIn } from "../../src/client/index.ts";
import { webSocketTransport } from "../../src/client/transports/websocket.ts";
import { paths } from "../../src/protocol/http.ts";
import { newClientMessageId } from "../../src/protocol/ids.ts";
import { BareChannel } from "./bare-channel.ts";
import type { ServerProcess } from "./server-process.ts";

/** Sends that many messages to the lobby as a new user, and returns their texts. */
export async function flood(server: ServerProcess, count: number, nickname = "ben"): Promise<string[]> {
  const { token = "" } = await signIn(server.url, { nickname });
  using channel = await BareChannel.greet(webSocketTransport(socketAddressOf(server.url, paths.socket), WebSocket), token);
  const texts = Array.from({ length: count }, (_, index) => `message ${index}.`);
  for (const text of texts) {
    channel.say({ type: "send", clientMessageId: newClientMessageId(), conversationId: LOBBY_ID, text });
  }
  await channel.hears("sent", count);
  return texts;
}
