/** A host and perhaps a port, as a URL has them: RFC 3986 compares names without case, and a trailing dot names the same host. */
export interface Authority {
  /** In lower case, without a trailing dot; an IPv6 address in brackets, in its shortest form. */
  readonly name: string;
  /** `undefined`: the default of the scheme. */
  readonly port: number | undefined;
}

/** An origin as RFC 6454 compares it: scheme, host and port. */
export interface WebOrigin {
  readonly scheme: "http" | "https";
  readonly name: string;
  readonly port: number;
}

const defaultPorts = { http: 80, https: 443 } as const;

/** Reads a `Host` header. `undefined` for anything but one host with or without a port: two hosts, a path, a user. */
export function parseAuthority(text: string): Authority | undefined {
  if (/[\s/\\?#@,]/.test(text)) return undefined;
  // A parsed URL has no port when it is the default of its scheme.
  const url = URL.parse(`http://${text}`);
  const name = url === null ? "" : withoutTrailingDot(url.hostname);
  if (url === null || name === "") return undefined;
  const hasPort = /:\d+$/.test(text);
  return { name, port: hasPort ? Number(url.port || defaultPorts.http) : undefined };
}

/** Reads an origin as a browser writes it, in any case, with or without the default port. `undefined` for `null` and anything else. */
export function parseOrigin(text: string): WebOrigin | undefined {
  const [, scheme = "", rest = ""] = /^(https?):\/\/(.+)$/i.exec(text) ?? [];
  const authority = parseAuthority(rest);
  if (authority === undefined) return undefined;
  const known = scheme.toLowerCase() === "https" ? "https" : "http";
  return { scheme: known, name: authority.name, port: authority.port ?? defaultPorts[known] };
}

/** Whether a page of that origin was loaded from that host. */
export function isAt({ scheme, name, port }: WebOrigin, host: Authority): boolean {
  return name === host.name && port === (host.port ?? defaultPorts[scheme]);
}

export function areSameOrigin(one: WebOrigin, other: WebOrigin): boolean {
  return one.scheme === other.scheme && one.name === other.name && one.port === other.port;
}

/** An origin as a browser writes it. */
export function originText({ scheme, name, port }: WebOrigin): string {
  return `${scheme}://${name}${port === defaultPorts[scheme] ? "" : `:${port}`}`;
}

function withoutTrailingDot(name: string): string {
  return name.replace(/(?<=[^.])\.$/, "");
}
