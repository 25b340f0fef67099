import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { ShoalClient } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { limits } from "../../src/protocol/limits.ts";
import { expectRefusal, HttpCaller } from "../support/http-caller.ts";
import { handshake, RawConnection } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";

const ALLOWED_ORIGIN = "https://school.example.org";
let server: ServerProcess;
const { call, signIn, probeCookie } = new HttpCaller(() => server);

beforeAll(async () => {
  server = await ServerProcess.start({ flags: ["--allow-origin", ALLOWED_ORIGIN] });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describe("[P30] origins and hosts", () => {
  test("pages of other origins may not, unless the operator says so", async () => {
    const { token } = await signIn("gina");
    for (const origin of ["https://evil.example.org", "null", `${server.url}.evil.example.org`, "http://127.0.0.1:1"]) {
      const headers = { Authorization: `Bearer ${token}`, Origin: origin };
      const response = await call("GET", paths.session, { headers });
      expect(response.headers.get("access-control-allow-origin")).toBe("*"); // so that its page can read why
      expect(response.headers.get("access-control-allow-credentials")).toBeNull();
      await expectRefusal(response, "forbidden-origin");
    }
    const headers = { Authorization: `Bearer ${token}`, Origin: ALLOWED_ORIGIN };
    const response = await call("GET", paths.session, { headers });
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe(ALLOWED_ORIGIN);
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    expect(response.headers.get("vary")).toContain("Origin");
  });

  test("a browser that says it comes from another site is believed", async () => {
    const headers = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors" };
    await expectRefusal(await call("GET", paths.session, { headers }), "forbidden-origin");
  });

  test("preflights are answered, also for a page that is refused afterwards and can read why", async () => {
    const asked = { "Access-Control-Request-Method": "DELETE", "Access-Control-Request-Headers": "authorization" };
    const allowed = await call("OPTIONS", paths.session, { headers: { ...asked, Origin: ALLOWED_ORIGIN } });
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe(ALLOWED_ORIGIN);
    expect(allowed.headers.get("access-control-allow-methods")).toContain("DELETE");
    expect(allowed.headers.get("access-control-allow-headers")).toMatch(/authorization/i);
    const other = "https://evil.example.org";
    const refused = await call("OPTIONS", paths.session, { headers: { ...asked, Origin: other } });
    expect(refused.status).toBe(204);
    expect(refused.headers.get("access-control-allow-origin")).toBe(other);
    expect(refused.headers.get("access-control-allow-credentials")).toBeNull();
    await expectRefusal(await call("DELETE", paths.session, { headers: { Origin: other } }), "forbidden-origin");
  });

  test("every refusal can be read by the page that is refused", async () => {
    const refusals = [
      await call("GET", "/api/nothing", { headers: { Origin: ALLOWED_ORIGIN } }),
      await call("PUT", paths.session, { headers: { Origin: ALLOWED_ORIGIN } }),
      await call("POST", paths.sessions, { headers: { Origin: ALLOWED_ORIGIN }, body: "[" }),
      await call("POST", paths.frames, { headers: { Origin: ALLOWED_ORIGIN }, body: "x".repeat(limits.uplinkBytesMax) }),
      await call("GET", paths.socket, { headers: { Origin: ALLOWED_ORIGIN } }),
    ];
    for (const refusal of refusals) {
      expect(refusal.headers.get("access-control-allow-origin")).toBe(ALLOWED_ORIGIN);
      expect(Object.keys((await refusal.json()) as object)).toEqual(expect.arrayContaining(["error", "message"]));
    }
  });

  test("hosts and origins are compared as parsed: case, trailing dot and default port do not count", async () => {
    for (const host of ["LOCALHOST", "localhost.", "School.Example.ORG:443", "school.example.org.", "[0:0:0:0:0:0:0:1]"]) {
      expect({ host, status: (await call("GET", paths.health, { headers: { Host: host } })).status }).toEqual({
        host,
        status: 200,
      });
    }
    const headers = { Host: "school.example.org:443", Origin: ALLOWED_ORIGIN, Cookie: await probeCookie() };
    const body = { nickname: "gustav", keep: "cookie" };
    expect((await call("POST", paths.sessions, { headers, body })).status).toBe(201);
  });

  test("the scheme is part of an origin: a page without TLS is not the one with it", async () => {
    const headers = { Host: "school.example.org", Origin: "http://school.example.org" };
    await expectRefusal(await call("GET", paths.session, { headers }), "forbidden-origin");
  });

  test("a name that is not ours is not answered to", async () => {
    for (const host of ["evil.example.org", "evil.example.org:80", "127.0.0.1.evil.example.org", "localhost.evil.example.org"]) {
      await expectRefusal(await call("GET", paths.health, { headers: { Host: host } }), "forbidden-host");
    }
    for (const host of ["localhost", "127.0.0.1", "192.168.1.7:9527", "[::1]:9527", "school.example.org"]) {
      expect({ host, status: (await call("GET", paths.health, { headers: { Host: host } })).status }).toEqual({
        host,
        status: 200,
      });
    }
  });

  test("where every origin is allowed, an invalid host is still refused", async () => {
    await using open = await ServerProcess.start({ flags: ["--allow-origin", "*"] });
    for (const host of ["a b", "[::1", "", "%%%", "localhost/x"]) {
      using connection = await RawConnection.open(open.url);
      connection.write(`GET ${paths.health} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      expect({ host, status: await statusOf(connection) }).toEqual({ host, status: 403 });
    }
    expect((await fetch(open.url + paths.health, { headers: { Host: "any.example.org" } })).status).toBe(200);
    expect(open.log).not.toContain("unexpected error");
  });

  test("a handshake from another site's page is refused as well", async () => {
    for (const [origin, status] of [
      ["https://evil.example.org", 403],
      [ALLOWED_ORIGIN, 101],
      [server.url, 101],
    ] as const) {
      using connection = await RawConnection.open(server.url);
      connection.write(handshake(server.url).replace("\r\n\r\n", `\r\nOrigin: ${origin}\r\n\r\n`));
      expect(await statusOf(connection)).toBe(status);
    }
  });

  test("an invalid handshake is refused with the reason", async () => {
    for (const header of ["Connection: Upgrade\r\n", "Upgrade: websocket\r\n"]) {
      using connection = await RawConnection.open(server.url);
      connection.write(handshake(server.url).replace(header, ""));
      expect(await statusOf(connection)).toBe(426);
    }
  });

  test("a program that is no page takes part with its token", async () => {
    const { token } = await signIn("hugo");
    const client = new ShoalClient(server.url, { token });
    expect((await client.history("lobby")).head).toBeGreaterThan(0);
    client.close();
  });
});

describe("[P30] methods and headers", () => {
  test("an address takes its methods and no other", async () => {
    for (const [method, path] of [
      ["PUT", paths.session],
      ["PATCH", paths.sessions],
      ["POST", paths.health],
      ["DELETE", paths.deviceLinks],
      ["POST", paths.socket],
    ] as const) {
      const refusal = await call(method, path);
      expect(refusal.headers.get("allow")).toContain("OPTIONS");
      await expectRefusal(refusal, "method-not-allowed");
    }
  });

  test("an unknown path is not found", async () => {
    for (const path of [
      "/nothing",
      "/api",
      "/api/session/",
      "/__proto__",
      "/constructor",
      "/%2e%2e/package.json",
      "/..%2fpackage.json",
    ]) {
      await expectRefusal(await call("GET", path), "not-found");
    }
    await expectRefusal(await call("POST", "/nothing"), "not-found");
    await expectRefusal(await call("POST", "/"), "method-not-allowed");
  });

  test("every answer has security headers, and none names the server's software", async () => {
    for (const response of [await call("GET", paths.health), await call("GET", "/nothing"), await call("GET", paths.session)]) {
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("referrer-policy")).toBe("no-referrer");
      expect(response.headers.get("x-frame-options")).toBe("DENY");
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(response.headers.get("server")).toBeNull();
      expect(response.headers.get("x-powered-by")).toBeNull();
    }
  });

  test("/healthz says how many are connected", async () => {
    const response = await call("GET", paths.health);
    expect(await response.json()).toEqual({ status: "ok", connections: expect.any(Number) });
  });
});

async function statusOf(connection: RawConnection): Promise<number> {
  return await connection.answers(/^HTTP\/1\.1 (\d+) /).then(Number);
}
