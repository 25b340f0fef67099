import type { Command } from "commander";
import type { ChatOptions } from "../cli/chat/chat-options.ts";
import { chatHelp } from "../cli/chat/help.ts";
import { inspectHelp } from "../cli/inspect/help.ts";
import type { InspectOptions } from "../cli/inspect/settings.ts";

/** `shoal chat` and `shoal inspect`: programs that speak to any server. */
export function addPrograms(program: Command): void {
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
      const { chat } = await import("../cli/chat/main.ts");
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
      const { inspect } = await import("../cli/inspect/main.ts");
      process.exitCode = await inspect(url, options);
    });
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
