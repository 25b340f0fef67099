/** Where the bus is, as `--bus` has it. */
export type BusAddress = NatsAddress | NotifyAddress;

export interface NatsAddress {
  readonly type: "nats";
  /** `host:port`, in the order of the flag. */
  readonly servers: readonly string[];
  readonly hasTls: boolean;
  /** A password without a user, which NATS calls a token, is in `token`. */
  readonly credentials: { readonly user: string; readonly pass: string } | { readonly token: string } | undefined;
}

/** Postgres' NOTIFY. */
export interface NotifyAddress {
  readonly type: "notify";
  readonly url: string;
  /** `host:port`. */
  readonly server: string;
}

export const BUS_ADDRESS_FORM =
  "A bus is nats://host:4222 or tls://host:4222, several servers with commas between, or postgres://host/database";

const NATS_PORT = "4222";
const POSTGRES_PORT = "5432";
const SERVERS_MAX = 16;

/** `undefined` for what is no address of a bus. A sentence about it must not repeat the text: it can have a password in it. */
export function parseBusAddress(text: string): BusAddress | undefined {
  const [first, ...others] = text
    .trim()
    .split(/\s*,\s*/)
    .map((part) => URL.parse(part));
  if (!first || first.hostname === "" || others.length >= SERVERS_MAX) return undefined;
  if (/^postgres(ql)?:$/.test(first.protocol) && others.length === 0) {
    return { type: "notify", url: first.href, server: serverOf(first, POSTGRES_PORT) };
  }
  if (!/^(nats|tls):$/.test(first.protocol) || !isBare(first)) return undefined;
  if (!others.every((other) => other !== null && isBare(other) && isLike(other, first))) return undefined;
  const credentials = credentialsOf(first);
  if (credentials === "invalid") return undefined;
  const servers = [first, ...others].flatMap((url) => (url === null ? [] : [serverOf(url, NATS_PORT)]));
  return { type: "nats", servers, hasTls: first.protocol === "tls:", credentials };
}

function isBare({ hostname, pathname, search, hash }: URL): boolean {
  return hostname !== "" && ["", "/"].includes(pathname) && search === "" && hash === "";
}

/** Servers of one cluster take the same user; it need not be repeated. */
function isLike(other: URL, first: URL): boolean {
  const hasSame = other.username === first.username && other.password === first.password;
  return other.protocol === first.protocol && (hasSame || (other.username === "" && other.password === ""));
}

function serverOf({ hostname, port }: URL, usualPort: string): string {
  return `${hostname}:${port || usualPort}`;
}

function credentialsOf({ username, password }: URL): NatsAddress["credentials"] | "invalid" {
  try {
    const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
    if (user !== "" && pass !== "") return { user, pass };
    return user + pass === "" ? undefined : { token: user + pass };
  } catch {
    return "invalid"; // a percent sign that begins nothing
  }
}
