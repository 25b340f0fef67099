import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LOBBY_ID } from "../../src/client/index.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { enter } from "../support/people.ts";
import { installSdkPackage } from "../support/sdk-package.ts";
import { ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const program = pathOf("../support/runtime-program.mjs");
/** `npm test` installs them where npm has them: test/runtimes/package.json. */
const nodeOf = (version: number): string => pathOf(`../runtimes/node_modules/node-${version}-${process.arch}/bin/node`);
const runtimes = new Map([
  ...[20, 22, 24].map((version) => [`Node ${version}`, nodeOf(version)] as const),
  ["Bun", process.execPath],
]);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let packagedSdk: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  packagedSdk = (await installSdkPackage(folder.path)).entry;
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

for (const [name, executable] of runtimes) {
  test.skipIf(!existsSync(executable))(
    `the SDK of the package takes part from ${name}, over every transport, and comes back after an outage`,
    async () => {
      await using server = await ServerProcess.start();
      const runtime = Bun.spawn([executable, program, packagedSdk, server.url, `http://127.0.0.1:${await freePort()}`], {
        stdout: "pipe",
        stderr: "pipe",
      });
      const lines: string[] = [];
      const read = readLines(runtime.stdout, lines);
      try {
        await eventually(() => expect(lines).toContain("live"), 20_000);
        await server.kill9();
        await eventually(() => expect(lines).toContain("away"), 20_000);
        await server.restart();
        const [errors, code] = await Promise.all([new Response(runtime.stderr).text(), runtime.exited, read]);
        expect({ code, errors }).toEqual({ code: 0, errors: "" });
        expect(lines).toEqual([
          "again: nickname-taken",
          "websocket: heard",
          "stream: heard",
          "long-poll: heard",
          "poll: heard",
          "refused: unavailable",
          "live",
          "away",
          "back",
        ]);
        using ann = await enter(server.url, "ann");
        const { events } = await ann.client.history(LOBBY_ID);
        const texts = events.flatMap((event) => (event.type === "message" ? [event.text] : []));
        expect(texts).toEqual(["websocket", "stream", "long-poll", "poll", "back"]);
      } finally {
        runtime.kill();
        await runtime.exited;
      }
    },
    60_000,
  );
}

async function readLines(stream: ReadableStream<Uint8Array>, lines: string[]): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    lines.splice(0, lines.length, ...text.split("\n").slice(0, -1));
  }
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
