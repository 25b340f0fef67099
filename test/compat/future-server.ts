import type { Server, ServerWebSocket } from "bun";
import { paths } from "../../src/protocol/http.ts";
import { downFromFuture, upFromFuture } from "./future.ts";

interface Link {
  readonly cookie: string;
  upstream: WebSocket | undefined;
  /** What came before the other side was open. */
  waiting: string[];
}

/** A server that is newer than every client: it stands before a real one and says things that are not invented yet. */
export class FutureServer implements AsyncDisposable {
  readonly #server: Server<Link>;

  constructor(presentUrl: string) {
    this.#server = Bun.serve<Link>({
      hostname: "127.0.0.1",
      port: 0,
      websocket: {
        open: (socket) => connect(socket, presentUrl),
        message: (socket, message) => {
          const text = upFromFuture(String(message));
          const { upstream, waiting } = socket.data;
          if (upstream?.readyState === WebSocket.OPEN) upstream.send(text);
          else waiting.push(text);
        },
        close: ({ data }) => data.upstream?.close(),
      },
      fetch: (request, server) => {
        const url = new URL(request.url);
        const data: Link = { cookie: request.headers.get("cookie") ?? "", upstream: undefined, waiting: [] };
        if (url.pathname === paths.socket && server.upgrade(request, { data })) return undefined as unknown as Response;
        return forward(request, presentUrl + url.pathname + url.search);
      },
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }
}

function connect(socket: ServerWebSocket<Link>, presentUrl: string): void {
  const { cookie, waiting } = socket.data;
  const upstream = new WebSocket(presentUrl.replace(/^http/, "ws") + paths.socket, {
    headers: { cookie, origin: presentUrl },
  } as never); // Bun takes headers
  socket.data.upstream = upstream;
  upstream.addEventListener("open", () => {
    for (const text of waiting.splice(0)) upstream.send(text);
  });
  upstream.addEventListener("message", ({ data }) => {
    for (const text of downFromFuture(String(data))) socket.send(text);
  });
  upstream.addEventListener("close", ({ code, reason }) => socket.close(code === 1006 ? 1011 : code, reason));
}

/** To the server it is a request from a page of its own. */
async function forward(request: Request, address: string): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.delete("host");
  if (headers.has("origin")) headers.set("origin", new URL(address).origin);
  const body = request.body === null ? null : await request.arrayBuffer();
  const response = await fetch(address, { method: request.method, headers, body, redirect: "manual", decompress: false });
  return new Response(response.body, response);
}
