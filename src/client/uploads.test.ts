import { expect, test } from "bun:test";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { settle } from "./testing/settle.ts";
import { uploadFile } from "./uploads.ts";

/** A server that takes every byte. */
function takesAll(): { readonly fetch: typeof fetch; readonly methods: string[] } {
  const methods: string[] = [];
  let offset = 0;
  async function answer(_address: unknown, { method = "GET", body }: RequestInit = {}): Promise<Response> {
    methods.push(method);
    if (method === "POST") return new Response(null, { status: 201, headers: { location: "/api/uploads/f_1" } });
    if (body instanceof Blob) offset += (await body.arrayBuffer()).byteLength;
    return new Response(null, { status: 204, headers: { "upload-offset": String(offset) } });
  }
  return { fetch: answer as typeof fetch, methods };
}

/** A file on a disk that another program changes after it was chosen. */
class ChangedFile extends Blob {
  readonly #part: () => Blob;

  constructor(part: () => Blob) {
    super(["0123456789"]);
    this.#part = part;
  }

  override slice(): Blob {
    return this.#part();
  }
}

class UnreadableBlob extends Blob {
  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.reject(new DOMException("The file is gone.", "NotReadableError"));
  }
}

test.each([
  ["became shorter", () => new Blob([])],
  ["cannot be read any more", () => new UnreadableBlob(["0123456789"])],
])("[P80b] a file that %s while it is uploaded is refused, and not tried for ever", async (_what, part) => {
  const server = takesAll();
  const uploaded = uploadFile("http://server.test", new ChangedFile(part), { fetch: server.fetch, clock: new FakeClock() });
  const refused = expect(uploaded).rejects.toMatchObject({ code: "file-not-found" });
  await settle();
  expect(server.methods.length).toBeLessThan(5);
  await refused;
});

test("[P80a] a network that swallows a piece is given up, and the upload goes on where the server has it", async () => {
  const clock = new FakeClock();
  const server = takesAll();
  let isGone = true;
  const swallows = ((address: string, init: RequestInit = {}) => {
    if (init.method !== "PATCH" || !isGone) return server.fetch(address, init);
    return new Promise((_, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
  }) as unknown as typeof fetch;
  const uploaded = uploadFile("http://server.test", new Blob(["fish"]), { fetch: swallows, clock });
  await settle();
  isGone = false;
  clock.advance(60_000);
  await settle();
  clock.advance(500);
  expect(await uploaded).toBe("f_1");
  expect(server.methods).toEqual(["POST", "HEAD", "PATCH"]);
});
