/** Another site, on an origin of its own. */
export interface EmbeddingSite extends Disposable {
  /** Without a slash at the end. */
  readonly origin: string;
  /** Serves a page with that body at the site's root from now on, and scripts beside it. */
  serve(page: EmbeddingPage): void;
}

interface EmbeddingPage {
  readonly body: string;
  readonly lang?: string;
  /** Below the head's meta elements. */
  readonly head?: string;
  /** The Content-Security-Policy. Default: none. */
  readonly policy?: string;
  /** Text by path, such as `/page.js`. */
  readonly scripts?: Readonly<Record<string, string>>;
}

/** `host` is `127.0.0.1` unless told; a browser takes `localhost` for another site. */
export function openEmbeddingSite(host: "127.0.0.1" | "localhost" = "127.0.0.1"): EmbeddingSite {
  let shown: EmbeddingPage = { body: "" };
  const site = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const { body, lang = "en", head = "", policy, scripts = {} } = shown;
      const script = scripts[new URL(request.url).pathname];
      if (script !== undefined) return new Response(script, { headers: { "Content-Type": "text/javascript" } });
      const html = `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <link rel="icon" href="data:,"><title>A shop</title>${head}<body>${body}`;
      return new Response(html, {
        headers: {
          "Content-Type": "text/html; charset=utf-8",
          ...(policy !== undefined && { "Content-Security-Policy": policy }),
        },
      });
    },
  });
  return {
    origin: `http://${host}:${site.port}`,
    serve(page) {
      shown = page;
    },
    [Symbol.dispose]: () => void site.stop(true),
  };
}
