import { afterEach, beforeEach, expect, spyOn, test } from "bun:test";
import { selfSigned } from "../../test/support/self-signed.ts";
import { printHealth } from "./health.ts";

const usual = { host: "127.0.0.1", hasTls: false, isReady: false };

const said: string[] = [];
const spies: { mockRestore(): void }[] = [];

beforeEach(() => {
  for (const name of ["log", "error"] as const)
    spies.push(spyOn(console, name).mockImplementation((text: string) => said.push(text)));
});

afterEach(() => {
  for (const spy of spies.splice(0)) spy.mockRestore();
  said.length = 0;
});

test.each([
  [{}, { "/healthz": 200, "/readyz": 503 }, 0, "/healthz: 200"],
  [{ isReady: true }, { "/healthz": 200, "/readyz": 503 }, 1, "/readyz: 503"],
  [{ isReady: true }, { "/readyz": 200 }, 0, "/readyz: 200"],
  [{}, { "/healthz": 503 }, 1, "/healthz: 503"],
])("asked with %p, a server of %p is %p", async (asked, statuses: Record<string, number>, code, sentence) => {
  using server = serve(statuses);
  expect(await printHealth({ ...usual, ...asked, port: server.port })).toBe(code);
  expect(said).toEqual([sentence]);
});

test("a server with TLS of its own is asked by TLS, whatever its certificate is for", async () => {
  const { certificate, key } = selfSigned("chat.example.org");
  using server = serve({ "/healthz": 200 }, { tls: { cert: certificate, key } });
  expect(await printHealth({ ...usual, hasTls: true, port: server.port })).toBe(0);
});

test("a server that listens on every address is asked at one of this machine", async () => {
  using server = serve({ "/healthz": 200 }, { hostname: "0.0.0.0" });
  expect(await printHealth({ ...usual, host: "0.0.0.0", port: server.port })).toBe(0);
});

test.each(["::", "::1"])("a server that listens on %s is asked at an address of IPv6", async (host) => {
  expect(await printHealth({ ...usual, host, port: 1 })).toBe(1);
  expect(said).toEqual([expect.stringContaining("http://[::1]:1 does not answer")]);
});

test("what does not answer, or is not Shoal, is not healthy", async () => {
  using other = serve({});
  expect(await printHealth({ ...usual, port: other.port })).toBe(1);
  expect(said.pop()).toBe(`shoal: http://127.0.0.1:${other.port} does not answer (it is not Shoal).`);
  const { port } = other;
  await other.stop();
  expect(await printHealth({ ...usual, port })).toBe(1);
  expect(said.pop()).toStartWith(`shoal: http://127.0.0.1:${port} does not answer (`);
});

function serve(statuses: Record<string, number>, how: { readonly hostname?: string; readonly tls?: Bun.TLSOptions } = {}) {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    ...how,
    port: 0,
    fetch(request) {
      const { pathname } = new URL(request.url);
      const status = statuses[pathname] ?? 404;
      return new Response(`${pathname}: ${status}`, { status });
    },
  });
  return { port: server.port ?? 0, stop: () => server.stop(true), [Symbol.dispose]: () => void server.stop(true) };
}
