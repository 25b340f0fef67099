import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LOBBY_ID } from "../../src/client/index.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

const builtSdk = fileURLToPath(new URL("../../dist/client/index.js", import.meta.url));
const program = fileURLToPath(new URL("../support/node-program.mjs", import.meta.url));

test("the built SDK takes part from Node with the package ws", async () => {
  if (!existsSync(builtSdk)) throw new Error("The SDK is not built: npm run build does that.");
  await using server = await ServerProcess.start();
  using ann = await enter(server.url, "ann");
  const node = Bun.spawn(["node", program, builtSdk, server.url], { stdout: "pipe", stderr: "pipe" });
  try {
    await eventually(() => expect(ann.texts(LOBBY_ID)).toEqual(["hello from Node"]));
    await ann.client.send(LOBBY_ID, "hello from ann");
    const [output, errors, code] = await Promise.all([
      new Response(node.stdout).text(),
      new Response(node.stderr).text(),
      node.exited,
    ]);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(output.split("\n")).toEqual(["node: hello from Node", "ann: hello from ann", ""]);
  } finally {
    node.kill();
    await node.exited;
  }
}, 30_000);
