import { expect, test } from "bun:test";
import { signIn } from "../../src/client/index.ts";
import { connectionHeader, paths } from "../../src/protocol/http.ts";
import { limits } from "../../src/protocol/limits.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import { eventually } from "../support/eventually.ts";
import { RawConnection } from "../support/raw-socket.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

/** Bun looks at its sockets every four seconds. */
const CLOSED_WITHIN_MS = 18_000;

/** What a client sends on a socket before it falls silent. */
type Beginning = (connection: RawConnection, server: TestServer, token: string) => Promise<void>;

const beginnings: Readonly<Record<string, Beginning>> = {
  async "a poll without a token"(connection, server) {
    connection.write(post(server, paths.poll));
    await connection.answers(/^HTTP\/1\.1 (401) /);
  },

  async "a stream without a token"(connection, server) {
    connection.write(post(server, paths.stream));
    await connection.answers(/^HTTP\/1\.1 (401) /);
  },

  async "a poll"(connection, server, token) {
    connection.write(post(server, paths.poll, { token }));
    await connection.answers(/"(welcome)"/);
  },

  async "a poll, and half of the next request"(connection, server, token) {
    const request = post(server, paths.poll, { token });
    connection.write(request);
    await connection.answers(/"(welcome)"/);
    connection.write(request.slice(0, 40));
  },

  async "a poll that waited in vain"(connection, server, token) {
    connection.write(post(server, paths.poll, { token }));
    const connectionId = await connection.answers(named);
    connection.write(post(server, paths.poll, { token, connectionId, waitMs: limits.longPollMsMax }));
    await eventually(() => {
      server.clock.advance(1_000);
      expect(connection.received.toString().split("HTTP/1.1 200 ")).toHaveLength(3);
    });
  },

  async "a stream that was ended"(connection, server, token) {
    connection.write(post(server, paths.stream, { token }));
    const connectionId = await connection.answers(named);
    await connection.answers(/"(welcome)"/);
    using newer = await RawConnection.open(server.url);
    newer.write(post(server, paths.poll, { token, connectionId }));
    await connection.answers(/\r\n(0)\r\n\r\n$/);
  },

  async "a stream that says nothing, for its client has left"(connection, server, token) {
    connection.write(post(server, paths.stream, { token }));
    const connectionId = await connection.answers(named);
    await connection.answers(/"(welcome)"/);
    const headers = { Authorization: `Bearer ${token}`, [connectionHeader]: connectionId };
    await fetch(server.url + paths.connection, { method: "DELETE", headers });
  },
};

test.concurrent.each(Object.entries(beginnings))(
  "[P35c] a socket that is silent after %s is closed",
  async (_what, begin) => {
    await using server = await startTestServer();
    const { token = "" } = await signIn(server.url, { nickname: "ann" });
    using connection = await RawConnection.open(server.url);
    await begin(connection, server, token);
    await connection.ended(CLOSED_WITHIN_MS);
  },
  30_000,
);

const named = new RegExp(`${connectionHeader}: ([\\w-]+)`, "i");

interface Fields {
  readonly token?: string;
  readonly connectionId?: string;
  readonly waitMs?: number;
}

function post(server: TestServer, path: string, { token, connectionId, waitMs }: Fields = {}): string {
  const body = JSON.stringify({ version: PROTOCOL_VERSION, waitMs });
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: ${new URL(server.url).host}`,
    `Content-Length: ${body.length}`,
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    ...(connectionId === undefined ? [] : [`${connectionHeader}: ${connectionId}`]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}
