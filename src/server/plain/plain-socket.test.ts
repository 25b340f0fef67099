import { afterEach, beforeEach, expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { PlainClient } from "../../../test/support/plain-client.ts";
import { type TemporaryFolder, temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { LOBBY_ID, newClientMessageId } from "../../protocol/ids.ts";
import { newGateway } from "../gateway/testing/new-gateway.ts";
import { type SocketListener, websocketHandler } from "../gateway/websocket.ts";
import { WaitingBytes } from "../limits/waiting-bytes.ts";
import type { Log } from "../log.ts";
import { openSqliteStorage } from "../storage/sqlite/sqlite-storage.ts";
import type { LogAppend, Storage } from "../storage/storage.ts";
import { PlainSocket } from "./plain-socket.ts";
import { bareText } from "./shapes.ts";
import { Translator } from "./translator.ts";

const log: Log = { info() {}, warn() {}, error: (_message, error) => Promise.reject(error) };

let folder: TemporaryFolder;
let storage: Storage;
let appends: LogAppend[];

beforeEach(async () => {
  folder = await temporaryFolder();
  appends = [];
  storage = await openSqliteStorage({ folder: folder.path, onCommit: (batch) => appends.push(...batch) });
});

afterEach(async () => {
  await storage.close();
  await folder[Symbol.asyncDispose]();
});

test("[P66a] an event announced after it was read from the log is not sent again", async () => {
  const clock = new FakeClock();
  const { gateway, accounts, conversations } = newGateway({ storage, clock, log });
  const { user: ben } = await accounts.signInGuest("ben", "");
  const { user: ann, sessionId } = await accounts.signInGuest("ann", "");
  const message = {
    conversationId: LOBBY_ID,
    userId: ben.id,
    clientMessageId: newClientMessageId(),
    text: "before ann came",
    at: clock.now(),
  };
  await storage.appendMessage(message);
  const parts = {
    gateway,
    conversations,
    translator: new Translator(),
    waiting: new WaitingBytes({ onDropped() {} }),
    log,
  };
  const session = { id: sessionId, user: ann, lastSeenAt: clock.now() };
  const socket = new PlainSocket(parts, {
    ...{ shape: bareText, session, address: "127.0.0.1", server: "http://127.0.0.1" },
    onOpened() {},
    onAdmitted() {},
    onClosed() {},
  });
  await using server = Bun.serve<SocketListener>({
    hostname: "127.0.0.1",
    port: 0,
    websocket: websocketHandler,
    fetch: (request, server) => (server.upgrade(request, { data: socket }) ? undefined : new Response("", { status: 426 })),
  });
  using client = await PlainClient.open(`http://127.0.0.1:${server.port}`, "/");
  client.say("here");
  await eventually(() => expect(texts(appends)).toEqual(["before ann came", "here"]));
  gateway.committed(appends);
  await client.hears("here");
  expect(client.received).toEqual(["here"]);
});

function texts(appends: readonly LogAppend[]): string[] {
  return appends.flatMap(({ events }) => events.flatMap((event) => (event.type === "message" ? [event.text] : [])));
}
