import { InvalidArgumentError } from "commander";
import { SERVER_NAME_CHARACTERS_MAX, UPLOAD_BYTES_MAX } from "../server/config.ts";
import { parseNetwork } from "../server/http/client-address.ts";

// What the flags of `serve` take. Each throws a sentence that says what the flag wants.

export function readName(text: string): string {
  const name = text.trim();
  if ([...name].length > SERVER_NAME_CHARACTERS_MAX || /\p{Cc}/u.test(name))
    throw new InvalidArgumentError(`A name of one line, of at most ${SERVER_NAME_CHARACTERS_MAX} characters.`);
  return name;
}

export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return port;
}

// With the brackets of an address in a URL, or without.
export function readHost(text: string): string {
  const host = text.replace(/^\[(.*)\]$/, "$1").trim();
  if (host === "") throw new InvalidArgumentError("A host is an address of this machine, or a name of one.");
  if (host.includes("%"))
    throw new InvalidArgumentError("An address with a zone (%) has no URL that browsers take; choose another, or ::.");
  return host;
}

export function readPace(text: string): number {
  const pace = Number(text);
  if (text.trim() === "" || !(pace >= 0 && pace <= 1_000_000)) throw new InvalidArgumentError("A number from 0 to 1000000.");
  return pace;
}

export function readUploadBytes(text: string): number {
  const bytes = Number(text);
  if (!/^\d+$/.test(text) || bytes > UPLOAD_BYTES_MAX) {
    throw new InvalidArgumentError(`A number of bytes from 0 to ${UPLOAD_BYTES_MAX}, which is all that one user may keep.`);
  }
  return bytes;
}

export function readContact(text: string): string {
  const isContact = /^mailto:[^\s@]+@[^\s@]+$/.test(text) || /^https:\/\/[^\s/]+/.test(text);
  if (!isContact) throw new InvalidArgumentError("A contact looks like mailto:ops@example.org or https://example.org/contact.");
  return text;
}

export function readOrigins(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...readList(text).map(readOrigin)];
}

export function readProxies(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...readNetworkList(text, "A proxy")];
}

export function readNetworks(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...readNetworkList(text, "A reader of metrics")];
}

function readNetworkList(text: string, what: string): readonly string[] {
  const networks = readList(text);
  if (networks.some((network) => parseNetwork(network) === undefined)) {
    throw new InvalidArgumentError(`${what} is an address such as 127.0.0.1, or a network such as 10.0.0.0/8.`);
  }
  return networks;
}

// From the environment several come in one text, with spaces or commas between.
function readList(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

function readOrigin(text: string): string {
  if (text === "*") return text;
  const url = URL.parse(text);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && text.replace(/\/$/, "") === url.origin;
  if (!isOrigin) throw new InvalidArgumentError("An origin looks like https://chat.example.org.");
  return url.origin;
}
