import { expect, test } from "bun:test";
import * as v from "valibot";
import { handshakeView, handshakeViewPath } from "../../src/protocol/http.ts";
import { handshake, RawConnection } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";

test("[P142a] [P142b] a plain request and a handshake are shown in the same form, with what the server chose", async () => {
  await using server = await ServerProcess.start({ flags: ["--trust-proxy", "127.0.0.1"] });
  const headers = { Cookie: "shoal=abc; b=c", "X-Forwarded-For": "198.51.100.7" };
  const plain = v.parse(handshakeView, await (await fetch(server.url + handshakeViewPath, { headers })).json());
  expect(plain).toMatchObject({
    ...{ request: `GET ${handshakeViewPath}`, httpVersion: "HTTP/1", clientAddress: "198.51.100.7" },
    ...{ cookieNames: ["shoal", "b"], extensions: { offered: [], chosen: [] }, remote: { address: "127.0.0.1" } },
  });
  using connection = await RawConnection.open(server.url);
  const offer = "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: chat\r\nCookie: shoal=abc\r\n";
  connection.write(handshake(server.url, handshakeViewPath).replace(/\r\n\r\n$/, `\r\n${offer}\r\n`));
  const answer = await connection.answers(/^(HTTP\/1\.1 101 .*\{.*\})/s);
  expect(answer).not.toMatch(/sec-websocket-(extensions|protocol): *\S/i);
  expect(answer).not.toContain("abc");
  const shown = v.parse(handshakeView, JSON.parse(/\{.*\}/s.exec(answer)?.[0] ?? ""));
  expect(shown).toMatchObject({
    extensions: { offered: ["permessage-deflate"], chosen: [] },
    subprotocols: { offered: ["chat"], chosen: [] },
    ...{ cookieNames: ["shoal"], clientAddress: "127.0.0.1" },
  });
  expect(shown.remote?.port).toBeGreaterThan(0);
});
