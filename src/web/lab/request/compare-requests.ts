import type { HandshakeView } from "../../../protocol/http.ts";

export type Relation = "upgrade-only" | "different" | "plain-only" | "same";

/** A value as the server told it; `byteLength` where it was withheld. */
export type Told = { readonly text: string } | { readonly byteLength: number };

export interface Comparison {
  readonly name: string;
  readonly relation: Relation;
  readonly plain?: Told;
  readonly upgrade?: Told;
}

/** What the upgrade adds comes first, and what both have last. */
export const relations: readonly Relation[] = ["upgrade-only", "different", "plain-only", "same"];

/** The headers of both, by name. */
export function compareHeaders(plain: HandshakeView, upgrade: HandshakeView): readonly Comparison[] {
  const names = [...new Set([...plain.headers, ...upgrade.headers].map(({ name }) => name))].sort();
  const all = names.map((name) => compared(name, toldOf(plain, name), toldOf(upgrade, name)));
  return relations.flatMap((relation) => all.filter((each) => each.relation === relation));
}

/** What the server knows of a request beside its headers. */
export const factNames = ["request", "version", "remote", "client", "cookies", "offered", "chosen", "subprotocols"] as const;
export type FactName = (typeof factNames)[number];

export function compareFacts(
  plain: HandshakeView,
  upgrade: HandshakeView,
): readonly (Comparison & { readonly name: FactName })[] {
  const [ofPlain, ofUpgrade] = [factsOf(plain), factsOf(upgrade)];
  return factNames.flatMap((name) => {
    const [one, other] = [ofPlain[name], ofUpgrade[name]];
    if (one === undefined && other === undefined) return [];
    return [{ ...compared(name, toldText(one), toldText(other)), name }];
  });
}

/** Undefined where an older server does not tell it, and empty where there is none. */
function factsOf({ request, httpVersion, remote, clientAddress, cookieNames, extensions, subprotocols }: HandshakeView) {
  const joined = (texts: readonly string[] | undefined): string | undefined => texts?.join(", ");
  const facts: Readonly<Record<FactName, string | undefined>> = {
    request,
    version: httpVersion,
    remote: remote && addressOf(remote),
    client: clientAddress,
    cookies: joined(cookieNames),
    offered: joined(extensions?.offered),
    chosen: joined(extensions?.chosen),
    subprotocols: joined(subprotocols?.offered),
  };
  return facts;
}

function addressOf({ address, port }: { address: string; port: number }): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

function compared(name: string, plain: Told | undefined, upgrade: Told | undefined): Comparison {
  return {
    name,
    relation: relationOf(plain, upgrade),
    ...(plain !== undefined && { plain }),
    ...(upgrade !== undefined && { upgrade }),
  };
}

function relationOf(plain: Told | undefined, upgrade: Told | undefined): Relation {
  if (plain === undefined) return "upgrade-only";
  if (upgrade === undefined) return "plain-only";
  return JSON.stringify(plain) === JSON.stringify(upgrade) ? "same" : "different";
}

function toldOf({ headers }: HandshakeView, name: string): Told | undefined {
  const header = headers.find((each) => each.name === name);
  if (header === undefined) return undefined;
  return header.value === undefined ? { byteLength: header.byteLength } : { text: header.value };
}

function toldText(text: string | undefined): Told | undefined {
  return text === undefined ? undefined : { text };
}
