/** Paths for the whole host: a container, a load balancer or Prometheus asks the host itself for these. */
const outsidePaths = new Set<string>(["/healthz", "/readyz", "/metrics"]);

/**
 * The path of its host below which the server lives. Every other part of the server knows paths below it, such as `/api/session`;
 * requests lose it here, and the addresses in answers get it back.
 */
export class BasePath {
  /** Begins and ends with a slash. */
  readonly text: string;

  constructor(text = "/") {
    this.text = text;
  }

  /** For names of things that two servers on one host must not share; empty at the root. */
  get mark(): string {
    return this.text.slice(1, -1).replaceAll("/", ".");
  }

  /**
   * The path as the routes know it: `/` and more, or `""` for the base path without its slash at the end. Undefined outside of it.
   * A proxy that has cut the base path off tells it in `X-Forwarded-Prefix`.
   */
  below(path: string, { headers }: Pick<Request, "headers">): string | undefined {
    if (this.text === "/" || outsidePaths.has(path)) return path;
    const cutOff = headers.get("x-forwarded-prefix");
    if (cutOff !== null && `${cutOff.replace(/\/+$/, "")}/` === this.text) return path;
    return `${path}/` === this.text || path.startsWith(this.text) ? path.slice(this.text.length - 1) : undefined;
  }

  /** The address of one of the server's paths on its host. */
  of(path: string): string {
    return this.text + path.slice(1);
  }
}

const segment = /^[\w~-][\w.~-]*$/;

/** Reads `/chat/`, `/chat` or `chat`. Undefined for what is no path of plain segments. */
export function parseBasePath(text: string): string | undefined {
  const segments = text.split("/").filter(Boolean);
  return segments.every((part) => segment.test(part)) ? `/${segments.map((part) => `${part}/`).join("")}` : undefined;
}
