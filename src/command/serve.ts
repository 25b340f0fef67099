import { type Command, Option } from "commander";
import { type Config, UPLOAD_BYTES_DEFAULT } from "../server/config.ts";
import { type ClusterOptions, clusterOptions, readCluster } from "./cluster-options.ts";
import { type FilesOptions, filesOption, readFiles } from "./files-option.ts";
import { type IdentityOptions, identityOptions, readIdentities } from "./identity-options.ts";
import { type OperationsOptions, operationsOptions, readOperations } from "./operations-options.ts";
import { type ReachOptions, reachOptions, readReach } from "./reach-options.ts";
import {
  readContact,
  readHost,
  readName,
  readOrigins,
  readPace,
  readPort,
  readProxies,
  readUploadBytes,
} from "./serve-values.ts";
import { isSwitchedOn } from "./switches.ts";

interface ServeOptions extends ClusterOptions, FilesOptions, IdentityOptions, OperationsOptions, ReachOptions {
  readonly port: number;
  readonly host: string;
  readonly lan: boolean;
  readonly data: string;
  readonly allowOrigin: readonly string[];
  readonly trustProxy: readonly string[];
  readonly name: string;
  readonly guests: boolean;
  readonly registration?: Config["registration"];
  readonly messagesPerSecond: number;
  readonly uploadsMaxBytes: number;
  readonly push?: string;
}

/** `shoal serve`: flags and environment become a `Config`, and the server starts. */
export function addServe(program: Command): void {
  const command = program
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
      new Option("--registration <who>", "who can become a user: open, invite (bearers of an invite link) or closed")
        .env("SHOAL_REGISTRATION")
        .choices(["open", "invite", "closed"])
        .default(undefined, "open; with --no-guests closed"),
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
    );
  for (const option of [filesOption(), ...reachOptions(), ...identityOptions(), ...clusterOptions(), ...operationsOptions()])
    command.addOption(option);
  command.action(async (options: ServeOptions, called: Command) => {
    const [{ serve }, { StartError }] = await Promise.all([import("../server/serve.ts"), import("../server/start-error.ts")]);
    await serve(readConfig(options, called)).catch((error: unknown) => {
      if (!(error instanceof StartError)) throw error;
      process.stderr.write(`shoal: ${error.message}\n`);
      process.exit(1);
    });
  });
}

function readConfig(options: ServeOptions, command: Command): Config {
  const areGuestsAllowed = options.guests && !isSwitchedOn("SHOAL_NO_GUESTS");
  return {
    host: options.host,
    port: options.port,
    isLan: options.lan || isSwitchedOn("SHOAL_LAN"),
    dataFolder: options.data,
    allowedOrigins: options.allowOrigin,
    trustedProxies: options.trustProxy,
    name: options.name,
    areGuestsAllowed,
    // Without guests no one new came in before there were passwords, and no upgrade opens a server.
    registration: options.registration ?? (areGuestsAllowed ? "open" : "closed"),
    messagesPerSecond: options.messagesPerSecond,
    uploadBytesMax: options.uploadsMaxBytes,
    pushContact: options.push,
    fixedBy: fixedBy(command),
    ...readFiles(options),
    ...readReach(options),
    ...readIdentities(options),
    ...readCluster(options),
    ...readOperations(options),
  };
}

/** What the operator chose by a flag or a variable, administrators cannot change while the server runs. */
function fixedBy(command: Command): Config["fixedBy"] {
  const byOf = (option: string, flag: string, variable: string): string | undefined => {
    const source = command.getOptionValueSource(option);
    if (source === "cli") return flag;
    return source === "env" || (option === "guests" && isSwitchedOn(variable)) ? variable : undefined;
  };
  const fixed = {
    registration: byOf("registration", "--registration", "SHOAL_REGISTRATION"),
    areGuestsAllowed: byOf("guests", "--no-guests", "SHOAL_NO_GUESTS"),
    name: byOf("name", "--name", "SHOAL_NAME"),
    messagesPerSecond: byOf("messagesPerSecond", "--messages-per-second", "SHOAL_MESSAGES_PER_SECOND"),
    uploadBytesMax: byOf("uploadsMaxBytes", "--uploads-max-bytes", "SHOAL_UPLOADS_MAX_BYTES"),
  };
  return Object.fromEntries(Object.entries(fixed).filter(([, by]) => by !== undefined));
}
