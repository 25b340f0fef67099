import { describe, expect, test } from "bun:test";
import { ShoalError } from "../../protocol/errors.ts";
import { BasePath } from "./base-path.ts";
import { Origins } from "./origins.ts";

function answer(origins: Origins, headers: Record<string, string>, method = "POST"): string {
  try {
    return origins.check(new Request("http://ignored/", { method, headers })).kind;
  } catch (error) {
    return error instanceof ShoalError ? error.code : String(error);
  }
}

const closed = new Origins([], "127.0.0.1");

test.each([
  ["the page itself", { host: "127.0.0.1:9527", origin: "http://127.0.0.1:9527" }, "own"],
  ["the page itself behind a proxy with TLS", { host: "localhost", origin: "https://localhost" }, "own"],
  ["a program", { host: "127.0.0.1:9527" }, "none"],
  ["a LAN address", { host: "192.168.1.20:9527", origin: "http://192.168.1.20:9527" }, "own"],
  ["an IPv6 address", { host: "[fe80::1]:9527", origin: "http://[fe80::1]:9527" }, "own"],
  ["another site", { host: "127.0.0.1:9527", origin: "https://evil.example" }, "forbidden-origin"],
  ["another port of this machine", { host: "127.0.0.1:9527", origin: "http://127.0.0.1:8080" }, "forbidden-origin"],
  ["a sandboxed frame", { host: "127.0.0.1:9527", origin: "null" }, "forbidden-origin"],
  [
    "another site's request that hides its origin",
    { host: "127.0.0.1:9527", "sec-fetch-site": "cross-site" },
    "forbidden-origin",
  ],
  ["a name that was pointed here", { host: "evil.example", origin: "http://evil.example" }, "forbidden-host"],
  ["a name that begins like an address", { host: "127.0.0.1.evil.example" }, "forbidden-host"],
  ["no host", {}, "forbidden-host"],
])("[P30] %s is %p: %s", (_, headers, expected) => {
  expect(answer(closed, headers as unknown as Record<string, string>)).toBe(expected);
});

test("[P30] an allowed origin is another's, and its host name becomes ours", () => {
  const origins = new Origins(["https://chat.example.org"], "127.0.0.1");
  expect(answer(origins, { host: "127.0.0.1", origin: "https://chat.example.org" })).toBe("other");
  expect(answer(origins, { host: "chat.example.org", origin: "https://chat.example.org" })).toBe("own");
  expect(answer(origins, { host: "127.0.0.1", origin: "https://chat.example.org.evil.example" })).toBe("forbidden-origin");
});

test("[P30] * allows everybody", () => {
  const origins = new Origins(["*"], "127.0.0.1");
  expect(answer(origins, { host: "any.example", origin: "https://evil.example" })).toBe("other");
});

test.each(["a b", "[::1", "", "%%%", "localhost/x", "localhost?x", "eve@localhost", "localhost:nine", "local\thost"])(
  "[P30] %p is no host, also where everybody is allowed",
  (host) => {
    for (const origins of [closed, new Origins(["*"], "127.0.0.1")]) expect(answer(origins, { host })).toBe("forbidden-host");
  },
);

test("a link on another site may open the page", () => {
  const headers = { host: "127.0.0.1", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  expect(answer(closed, headers, "GET")).toBe("none");
});

test.each([
  ["http://chat.example.org", "forbidden-origin"],
  ["https://chat.example.org", "own"],
  ["HTTPS://Chat.Example.org:443", "own"],
  ["https://chat.example.org.", "own"],
  ["https://chat.example.org:8443", "forbidden-origin"],
  ["https://eve@chat.example.org", "forbidden-origin"],
  ["https://chat.example.org/path", "forbidden-origin"],
  ["https://chat.example.org, https://evil.example", "forbidden-origin"],
  ["ws://chat.example.org", "forbidden-origin"],
  ["null", "forbidden-origin"],
])("[P30] the page of %s at a host that is allowed with https: %s", (origin, expected) => {
  const origins = new Origins(["https://chat.example.org"], "127.0.0.1");
  for (const host of ["chat.example.org", "CHAT.example.org", "chat.example.org.", "chat.example.org:443"]) {
    expect({ host, answer: answer(origins, { host, origin }) }).toEqual({ host, answer: expected });
  }
});

test.each([
  ["127.0.0.1:9527", "http://127.0.0.1", "forbidden-origin"],
  ["localhost", "http://localhost:80", "own"],
  ["localhost:80", "http://localhost", "own"],
  ["[0:0:0:0:0:0:0:1]:9527", "http://[::1]:9527", "own"],
  ["[::ffff:127.0.0.1]", "http://[::ffff:7f00:1]", "own"],
  ["localhost,evil.example", "http://localhost", "forbidden-host"],
])("[P30] at %s, the page of %s: %s", (host, origin, expected) => {
  expect(answer(closed, { host, origin })).toBe(expected);
});

test.each([
  [{ host: "127.0.0.1:9527" }, "http://127.0.0.1:9527"],
  [{ host: "[::1]" }, "http://[::1]"],
  [{ host: "localhost", origin: "https://localhost" }, "https://localhost"],
  [{ host: "chat.example.org" }, "https://chat.example.org"],
  [{ host: "CHAT.example.org:8443" }, "https://chat.example.org:8443"],
  [{ host: "chat.example.org", origin: "https://another.example" }, "https://chat.example.org"],
  [{ host: "chat.example.org:9527" }, "http://chat.example.org:9527"],
])("[P66d] the server of a request with %p is %s", (headers, expected) => {
  const origins = new Origins(["https://chat.example.org", "https://chat.example.org:8443"], "127.0.0.1");
  expect(origins.serverOf(new Request("http://ignored/", { headers: headers as unknown as Record<string, string> }))).toBe(
    expected,
  );
});

test("[P197a] a name that the operator allows is answered, and allows no origin", () => {
  const origins = new Origins([], "127.0.0.1", { hosts: ["shoal", "Chat.Example.org."] });
  expect(answer(origins, { host: "shoal:9527" })).toBe("none");
  expect(answer(origins, { host: "chat.example.org", origin: "https://chat.example.org" })).toBe("own");
  expect(answer(origins, { host: "shoal:9527", origin: "https://chat.example.org" })).toBe("forbidden-origin");
  expect(answer(origins, { host: "shoal.evil.example" })).toBe("forbidden-host");
});

describe("with TLS of its own", () => {
  const origins = new Origins([], "127.0.0.1", { certificates: { isFor: (host) => host === "chat.example.org" } });

  test("[P197a] the names of the certificate are the server's", () => {
    expect(answer(origins, { host: "chat.example.org", origin: "https://chat.example.org" })).toBe("own");
    expect(answer(origins, { host: "evil.example", origin: "https://evil.example" })).toBe("forbidden-host");
  });

  test("[P197b] a page of the same host without TLS is none of the server's", () => {
    expect(answer(origins, { host: "chat.example.org:9527", origin: "http://chat.example.org:9527" })).toBe("forbidden-origin");
    expect(answer(origins, { host: "127.0.0.1:9527", origin: "https://127.0.0.1:9527" })).toBe("own");
  });

  test("[P66d] its address has https, and its port unless that is 443", () => {
    const serverOf = (headers: Record<string, string>) => origins.serverOf(new Request("http://ignored/", { headers }));
    expect(serverOf({ host: "chat.example.org" })).toBe("https://chat.example.org");
    expect(serverOf({ host: "[::1]:9527" })).toBe("https://[::1]:9527");
  });
});

test("[P66d] the address of a server below a path has the path", () => {
  const origins = new Origins(["https://chat.example.org"], "127.0.0.1", { basePath: new BasePath("/school/chat/") });
  const serverOf = (host: string) => origins.serverOf(new Request("http://ignored/", { headers: { host } }));
  expect(serverOf("chat.example.org")).toBe("https://chat.example.org/school/chat");
  expect(serverOf("127.0.0.1:9527")).toBe("http://127.0.0.1:9527/school/chat");
});
