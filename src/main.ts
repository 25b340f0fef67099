import { Command, InvalidArgumentError, Option } from "commander";
import packageJson from "../package.json" with { type: "json" };
import type { ChatOptions } from "./cli/chat/chat-options.ts";
import { chatHelp } from "./cli/chat/help.ts";
import { inspectHelp } from "./cli/inspect/help.ts";
import type { InspectOptions } from "./cli/inspect/settings.ts";
import { type Config, SERVER_NAME_CHARACTERS_MAX, UPLOAD_BYTES_DEFAULT, UPLOAD_BYTES_MAX } from "./server/config.ts";
import { parseNetwork } from "./server/http/client-address.ts";

// A variable that is set to nothing is one that is not set.
for (const [name, value] of Object.entries(process.env)) if (name.startsWith("SHOAL_") && value === "") delete process.env[name];

const program = new Command("shoal")
  .description("Real-time group and private chat that anyone can run with one command, and that loses nothing.")
  .version(packageJson.version)
  .showHelpAfterError("(shoal --help says what there is)");

program
  .command("serve")
  .description("run the chat server")
  .showHelpAfterError("(shoal serve --help says what there is)")
  .addOption(new Option("--port <number>", "where to listen").env("SHOAL_PORT").default(9527).argParser(readPort))
  .addOption(
    new Option("--host <address>", "the address to listen on").env("SHOAL_HOST").default("127.0.0.1").argParser(readHost),
  )
  .addOption(new Option("--lan", "listen for the whole local network (env: SHOAL_LAN=1)").default(false, "off"))
  .addOption(new Option("--data <folder>", "where everything is kept").env("SHOAL_DATA").default("./data"))
  .addOption(
    new Option("--allow-origin <origin...>", "pages of these origins may use the server too (*: any)")
      .env("SHOAL_ALLOW_ORIGIN")
      .default([])
      .argParser(readOrigins),
  )
  .addOption(
    new Option("--trust-proxy <address...>", "proxies, or networks of them, whose X-Forwarded-For tells the client's address")
      .env("SHOAL_TRUST_PROXY")
      .default([])
      .argParser(readProxies),
  )
  .addOption(
    new Option("--name <name>", "what this server is called, for visitors who sign in")
      .env("SHOAL_NAME")
      .default("", "none")
      .argParser(readName),
  )
  .addOption(
    new Option(
      "--no-guests",
      "a nickname is not enough to sign in, and plain sockets are closed (env: SHOAL_NO_GUESTS=1)",
    ).default(true, "allowed"),
  )
  .addOption(
    new Option("--messages-per-second <number>", "what one user may write (0: no limit)")
      .env("SHOAL_MESSAGES_PER_SECOND")
      .default(20)
      .argParser(readPace),
  )
  .addOption(
    new Option("--uploads-max-bytes <number>", "the largest file that users may upload (0: none)")
      .env("SHOAL_UPLOADS_MAX_BYTES")
      .default(UPLOAD_BYTES_DEFAULT)
      .argParser(readUploadBytes),
  )
  .addOption(
    new Option("--push <contact>", "send push messages to closed pages; push services are told this mailto: or https: address")
      .env("SHOAL_PUSH")
      .argParser(readContact),
  )
  .action(async (options: ServeOptions) => {
    const { serve, StartError } = await import("./server/main.ts");
    await serve(readConfig(options)).catch((error: unknown) => {
      if (!(error instanceof StartError)) throw error;
      process.stderr.write(`shoal: ${error.message}\n`);
      process.exit(1);
    });
  });

interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly lan: boolean;
  readonly data: string;
  readonly allowOrigin: readonly string[];
  readonly trustProxy: readonly string[];
  readonly name: string;
  readonly guests: boolean;
  readonly messagesPerSecond: number;
  readonly uploadsMaxBytes: number;
  readonly push?: string;
}

program
  .command("chat")
  .description("talk, in a terminal or through pipes")
  .showHelpAfterError("(shoal chat --help says what there is)")
  .argument("[url]", "the server's address", "http://127.0.0.1:9527")
  .option("--nickname <name>", "who to be (default: who one was the last time)")
  .option("--room <name>", "the room to begin in (default: the lobby)")
  .option("--files", "let lines of standard input send and save files: /upload and /download")
  .option("--as-guest", "keep nothing on this machine, and free the nickname at the end")
  .addHelpText("after", chatHelp)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(async (url: string, options: ChatOptions) => {
    const { chat } = await import("./cli/chat/main.ts");
    process.exitCode = await chat(url, options);
  });

program
  .command("inspect")
  .description("open a WebSocket or an HTTP exchange, and show every line and every frame of it")
  .showHelpAfterError("(shoal inspect --help says what there is)")
  .argument("<url>", "ws://, wss://, http:// or https://")
  .option("--header <line>", 'one more header, "Name: value" (repeatable)', collect)
  .option("--subprotocol <name>", "offer this subprotocol (repeatable)", collect)
  .option("--origin <origin>", "the Origin to send, as a page of that origin would")
  .option(
    "--token <token>",
    "sign in to Shoal: goes into the hello frame that is sent first over WebSocket, into a bearer header over HTTP",
  )
  .option("--insecure", "take any TLS certificate")
  .option("--max-frame <bytes>", "refuse longer frames, messages and chunks (default: 16 MiB)")
  .option("--method <method>", "of an HTTP request (default: GET, or POST with --data)")
  .option("--data <text>", "the body of an HTTP request (@file: of a file, -: of standard input)")
  .option("--json", "one JSON object a line, for machines")
  .option("--bytes", "show the bytes of every frame, field by field")
  .option("--full", "show payloads to their end")
  .addHelpText("after", inspectHelp)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(async (url: string, options: InspectOptions) => {
    const { inspect } = await import("./cli/inspect/main.ts");
    process.exitCode = await inspect(url, options);
  });

await program.parseAsync();

function readConfig(options: ServeOptions): Config {
  return {
    host: options.host,
    port: options.port,
    isLan: options.lan || isSwitchedOn("SHOAL_LAN"),
    dataFolder: options.data,
    allowedOrigins: options.allowOrigin,
    trustedProxies: options.trustProxy,
    name: options.name,
    areGuestsAllowed: options.guests && !isSwitchedOn("SHOAL_NO_GUESTS"),
    messagesPerSecond: options.messagesPerSecond,
    uploadBytesMax: options.uploadsMaxBytes,
    pushContact: options.push,
  };
}

// Commander takes a variable of a switch for "on" whatever it says, and SHOAL_LAN=0 must not open the server to the network.
function isSwitchedOn(variable: string): boolean {
  const value = process.env[variable]?.toLowerCase() ?? "";
  if (["1", "true", "yes", "on"].includes(value)) return true;
  if (["", "0", "false", "no", "off"].includes(value)) return false;
  process.stderr.write(`error: ${variable} is 1 or 0, not ${JSON.stringify(value)}.\n`);
  process.exit(1);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function readName(text: string): string {
  const name = text.trim();
  if ([...name].length > SERVER_NAME_CHARACTERS_MAX || /\p{Cc}/u.test(name))
    throw new InvalidArgumentError(`A name of one line, of at most ${SERVER_NAME_CHARACTERS_MAX} characters.`);
  return name;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return port;
}

// With the brackets of an address in a URL, or without.
function readHost(text: string): string {
  const host = text.replace(/^\[(.*)\]$/, "$1").trim();
  if (host === "") throw new InvalidArgumentError("A host is an address of this machine, or a name of one.");
  return host;
}

function readPace(text: string): number {
  const pace = Number(text);
  if (text.trim() === "" || !(pace >= 0 && pace <= 1_000_000)) throw new InvalidArgumentError("A number from 0 to 1000000.");
  return pace;
}

function readUploadBytes(text: string): number {
  const bytes = Number(text);
  if (!/^\d+$/.test(text) || bytes > UPLOAD_BYTES_MAX) {
    throw new InvalidArgumentError(`A number of bytes from 0 to ${UPLOAD_BYTES_MAX}, which is all that one user may keep.`);
  }
  return bytes;
}

function readContact(text: string): string {
  const isContact = /^mailto:[^\s@]+@[^\s@]+$/.test(text) || /^https:\/\/[^\s/]+/.test(text);
  if (!isContact) throw new InvalidArgumentError("A contact looks like mailto:ops@example.org or https://example.org/contact.");
  return text;
}

function readOrigins(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...readList(text).map(readOrigin)];
}

function readProxies(text: string, before: readonly string[] = []): readonly string[] {
  const proxies = readList(text);
  if (proxies.some((proxy) => parseNetwork(proxy) === undefined)) {
    throw new InvalidArgumentError("A proxy is an address such as 127.0.0.1, or a network such as 10.0.0.0/8.");
  }
  return [...before, ...proxies];
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
