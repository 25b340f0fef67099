import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { errorTable } from "../../src/protocol/errors.ts";
import { limits } from "../../src/protocol/limits.ts";
import { closePayload, readClose } from "../../src/wire/close-codes.ts";
import { FrameDecoder } from "../../src/wire/decode.ts";
import { encodeFrame } from "../../src/wire/encode.ts";
import { opcodes, type WireFrame } from "../../src/wire/frame.ts";
import { newHandshakeKey } from "../../src/wire/handshake.ts";
import { newMaskingKey } from "../../src/wire/mask.ts";
import { eventually } from "../support/eventually.ts";
import { handshake, RawConnection } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";

const PATH = "/echo";
let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

type Part = Parameters<typeof encodeFrame>[0];

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const part = (opcode: number, payload: Uint8Array | string, more: Partial<Part> = {}): Part => ({
  ...{ opcode, payload: typeof payload === "string" ? bytes(payload) : payload },
  ...more,
});
const text = (payload: Uint8Array | string, more: Partial<Part> = {}): Part => part(opcodes.text, payload, more);
const next = (payload: Uint8Array | string, more: Partial<Part> = {}): Part => part(opcodes.continuation, payload, more);
const unfinished = { isFinal: false };

/** A client that speaks the wire by the codec which was written from the RFC. */
class EchoClient implements Disposable {
  readonly connection: RawConnection;
  readonly #headBytes: number;

  private constructor(connection: RawConnection, headBytes: number) {
    this.connection = connection;
    this.#headBytes = headBytes;
  }

  static async open(): Promise<EchoClient> {
    const connection = await RawConnection.open(server.url);
    connection.write(handshake(server.url, PATH));
    const head = await connection.answers(/^(HTTP\/1\.1 101 .*?\r\n\r\n)/s);
    return new EchoClient(connection, head.length);
  }

  say(...parts: readonly Part[]): void {
    for (const frame of parts) this.connection.write(encodeFrame({ maskingKey: newMaskingKey(), ...frame }));
  }

  /** Everything that came. The decoder throws for what a server may not send. */
  get frames(): readonly WireFrame[] {
    const decoder = new FrameDecoder({ sender: "server" });
    return [...decoder.decode(this.connection.received.subarray(this.#headBytes))];
  }

  get echoes(): string[] {
    return this.frames.filter(({ opcode }) => opcode < opcodes.close).map(({ payload }) => Buffer.from(payload).toString());
  }

  async hears(count: number): Promise<readonly WireFrame[]> {
    return await eventually(() => {
      expect(this.frames.length).toBeGreaterThanOrEqual(count);
      return this.frames;
    });
  }

  /** The code with which the server closed; 1006 when it hung up without a word. */
  async closeCode(): Promise<number> {
    await this.connection.ended();
    const close = this.frames.find(({ opcode }) => opcode === opcodes.close);
    return close === undefined ? 1006 : readClose(close.payload).code;
  }

  [Symbol.dispose](): void {
    this.connection[Symbol.dispose]();
  }
}

describe("[P62] every frame that RFC 6455 allows comes back", () => {
  test.each([0, 1, 125, 126, 127, 65_535, limits.frameBytesMax])("%i bytes, as text and as binary", async (length) => {
    using client = await EchoClient.open();
    const payload = new Uint8Array(length).fill(0x61);
    client.say(text(payload), part(opcodes.binary, payload));
    const [first, second] = await client.hears(2);
    expect([first?.opcode, second?.opcode]).toEqual([opcodes.text, opcodes.binary]);
    for (const frame of [first, second]) expect(Buffer.from(frame?.payload ?? []).equals(payload)).toBe(true);
  });

  test("a message in fragments comes back whole, with a ping between them answered first", async () => {
    using client = await EchoClient.open();
    const fish = bytes("小鱼");
    client.say(text(fish.subarray(0, 2), unfinished), part(opcodes.ping, "here"));
    const [pong] = await client.hears(1);
    expect([pong?.opcode, Buffer.from(pong?.payload ?? []).toString()]).toEqual([opcodes.pong, "here"]);
    client.say(next(fish.subarray(2, 5), unfinished), next("", unfinished), next(fish.subarray(5)));
    await client.hears(2);
    expect(client.echoes).toEqual(["小鱼"]);
  });

  test("frames byte by byte, and several at once", async () => {
    using client = await EchoClient.open();
    for (const byte of encodeFrame({ ...text("slowly"), maskingKey: newMaskingKey() })) {
      client.connection.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.say(...Array.from({ length: 100 }, (_, index) => text(`${index}`)));
    await client.hears(101);
    expect(client.echoes).toEqual(["slowly", ...Array.from({ length: 100 }, (_, index) => `${index}`)]);
  });

  test("the edges of UTF-8", async () => {
    const edges = ["\u0000", "\u{10FFFF}", "\u{D7FF}\u{E000}\u{FFFD}", "\u{FEFF}mark", "\u{1F41F}"];
    using client = await EchoClient.open();
    client.say(...edges.map((edge) => text(edge)));
    await client.hears(edges.length);
    expect(client.echoes).toEqual(edges);
  });

  test("an unsolicited pong changes nothing", async () => {
    using client = await EchoClient.open();
    client.say(part(opcodes.pong, "unasked"), text("still here"));
    await client.hears(1);
    expect(client.echoes).toEqual(["still here"]);
  });
});

describe("[P62] a frame that RFC 6455 forbids ends the connection", () => {
  const invalid: readonly (readonly [string, number, readonly Part[]])[] = [
    ["text that is not UTF-8", 1007, [text(Uint8Array.of(0xce, 0xba, 0xed, 0xa0, 0x80))]],
    ["a surrogate", 1007, [text(Uint8Array.of(0xed, 0xa0, 0x80))]],
    ["an overlong form", 1007, [text(Uint8Array.of(0xc0, 0xaf))]],
    ["text beyond Unicode", 1007, [text(Uint8Array.of(0xf4, 0x90, 0x80, 0x80))]],
    ["text that ends within a character", 1007, [text(Uint8Array.of(0xe5, 0xb0))]],
    ["fragments that are no UTF-8 together", 1007, [text(Uint8Array.of(0xe5), unfinished), next(Uint8Array.of(0x41))]],
    ...[1, 2, 4].map((reservedBits) => [`reserved bit ${reservedBits}`, 1002, [text("x", { reservedBits })]] as const),
    ...[3, 7, 0xb, 0xf].map((opcode) => [`reserved opcode ${opcode}`, 1002, [part(opcode, "x")]] as const),
    ["a fragmented ping", 1002, [part(opcodes.ping, "x", unfinished)]],
    ["a ping of 126 bytes", 1002, [part(opcodes.ping, new Uint8Array(126))]],
    ["a continuation of nothing", 1002, [next("x")]],
    ["a message within a message", 1002, [text("x", unfinished), text("y")]],
    ["half a close code", 1002, [part(opcodes.close, Uint8Array.of(3))]],
    ["a close reason that is not UTF-8", 1007, [part(opcodes.close, Uint8Array.of(0x03, 0xe8, 0xff))]],
    ...[0, 999, 1004, 1005, 1006, 1015, 2999, 5000].map(
      (code) => [`close code ${code}`, 1002, [part(opcodes.close, closePayload(code))]] as const,
    ),
  ];

  test.each(invalid)("%s", async (_what, closeCode, parts) => {
    using client = await EchoClient.open();
    client.say(...parts);
    expect(await client.closeCode()).toBe(closeCode);
    expect(client.echoes).toEqual([]);
  });

  test("a frame that is not masked", async () => {
    using client = await EchoClient.open();
    client.connection.write(encodeFrame(text("bare")));
    expect(await client.closeCode()).toBe(1002);
    expect(client.echoes).toEqual([]);
  });

  test.each([limits.frameBytesMax + 1, 2 * limits.frameBytesMax + 1])(
    "a message of %i bytes, whole or in pieces",
    async (length) => {
      const payload = new Uint8Array(length).fill(0x61);
      for (const parts of [[text(payload)], [text(payload.subarray(0, 40_000), unfinished), next(payload.subarray(40_000))]]) {
        using client = await EchoClient.open();
        client.say(...parts);
        expect(await client.closeCode()).toBe(1009);
      }
    },
  );
});

describe("[P62] closing", () => {
  test.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999])(
    "%i is said back",
    async (code) => {
      using client = await EchoClient.open();
      client.say(part(opcodes.close, closePayload(code, "再见")));
      expect(await client.closeCode()).toBe(code);
    },
  );

  test("a close without a code is answered, and nothing after it is", async () => {
    using client = await EchoClient.open();
    client.say(part(opcodes.close, ""), text("too late"));
    expect([1000, 1005]).toContain(await client.closeCode());
    expect(client.echoes).toEqual([]);
  });
});

describe("[P62] the handshake", () => {
  const lines = (changed: Readonly<Record<string, string | undefined>>): string => {
    const headers = {
      Host: new URL(server.url).host,
      Upgrade: "websocket",
      Connection: "keep-alive, Upgrade",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": newHandshakeKey(),
      ...changed,
    };
    const present = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
    return [`GET ${PATH} HTTP/1.1`, ...present, "", ""].join("\r\n");
  };

  test.each([
    ["Upgrade", undefined],
    ["Connection", "keep-alive"],
    ["Connection", undefined],
    ["Sec-WebSocket-Key", undefined],
    ["Sec-WebSocket-Key", "short"],
    ["Sec-WebSocket-Version", "12"],
  ])("is refused with %s: %s", async (header, value) => {
    using connection = await RawConnection.open(server.url);
    connection.write(lines({ [header]: value }));
    expect(await connection.answers(/^HTTP\/1\.1 (\d+)/)).toBe("426");
  });

  test("chooses no subprotocol and no extension of those offered: it speaks none", async () => {
    using connection = await RawConnection.open(server.url);
    connection.write(lines({ "Sec-WebSocket-Protocol": "chat, superchat", "Sec-WebSocket-Extensions": "permessage-deflate" }));
    const head = await connection.answers(/^(HTTP\/1\.1 101 .*?\r\n\r\n)/s);
    expect(head).not.toMatch(/sec-websocket-(protocol|extensions)/i);
  });
});

test("[P62] a flood of messages is ended", async () => {
  using client = await EchoClient.open();
  client.say(...Array.from({ length: 2 * limits.framesPerSecondMax }, (_, index) => text(`${index}`)));
  expect(await client.closeCode()).toBe(errorTable["too-many-frames"].closeCode);
});
