import type { PushKeys } from "../encrypt.ts";
import type { PushAnswer, PushRequest, PushTransport } from "../push-transport.ts";
import { decryptPush, newBrowserKeys } from "./browser-keys.ts";

interface ReceivedPush {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A browser that has subscribed, as its push service sees it. */
export interface FakeBrowser {
  readonly subscription: { readonly endpoint: string; readonly keys: PushKeys };
  /** The next answers of the service for it, in order; 201 when there are none. */
  readonly answers: number[];
  /** In order, each with what the browser reads in it. */
  received(): readonly ReceivedPush[];
  payloads(): readonly Readonly<Record<string, unknown>>[];
}

/** A push service on this machine, and the way to it: production talks to public addresses only. */
export class FakePushService implements PushTransport {
  readonly #received = new Map<string, Omit<ReceivedPush, "payload">[]>();
  readonly #answers = new Map<string, number[]>();
  readonly #server: Bun.Server<undefined>;
  /** Messages that were answered: in the next turn of the event loop their sender knows. */
  answeredCount = 0;

  constructor() {
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: async (request) => {
        const { pathname } = new URL(request.url);
        const body = Buffer.from(await request.arrayBuffer());
        this.#received.get(pathname)?.push({ headers: Object.fromEntries(request.headers), body });
        return new Response("", { status: this.#answers.get(pathname)?.shift() ?? 201 });
      },
    });
  }

  newBrowser(): FakeBrowser {
    const path = `/${this.#received.size + 1}`;
    const browser = newBrowserKeys();
    const received: Omit<ReceivedPush, "payload">[] = [];
    const answers: number[] = [];
    this.#received.set(path, received);
    this.#answers.set(path, answers);
    const read = (): ReceivedPush[] =>
      received.map((push) => ({ ...push, payload: JSON.parse(decryptPush(push.body, browser).toString()) }));
    return {
      subscription: { endpoint: `http://127.0.0.1:${this.#server.port}${path}`, keys: browser.keys },
      answers,
      received: read,
      payloads: () => read().map(({ payload }) => payload),
    };
  }

  accepts(endpoint: string): Promise<boolean> {
    return Promise.resolve(endpoint.startsWith(`http://127.0.0.1:${this.#server.port}/`));
  }

  async deliver({ endpoint, headers, body }: PushRequest): Promise<PushAnswer> {
    const { status } = await fetch(endpoint, { method: "POST", headers, body: Buffer.from(body) });
    this.answeredCount += 1;
    return { status };
  }

  stop(): void {
    void this.#server.stop(true);
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}
