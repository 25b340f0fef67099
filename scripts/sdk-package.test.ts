import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type InstalledSdk, installSdkPackage } from "../test/support/sdk-package.ts";
import { temporaryFolder } from "../test/support/temporary-folder.ts";

setDefaultTimeout(60_000);

const root = dirname(import.meta.dir);
/** What a page loads that signs in and takes part. A third of it are valibot with the schemas of the wire, and the sentences of the errors. */
const CLIENT_BYTES_MAX = 34 * 1024;
/** What a page loads for one constant. */
const CONSTANT_BYTES_MAX = 1024;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let sdk: InstalledSdk;

beforeAll(async () => {
  folder = await temporaryFolder();
  sdk = await installSdkPackage(folder.path);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

async function program(name: string, text: string): Promise<string> {
  const file = join(folder.path, name);
  await writeFile(file, text);
  return file;
}

/** Bundled and minified as any page's code is, in bytes of gzip. */
async function bundledBytes(statement: string): Promise<number> {
  const entry = await program("page.js", statement);
  const { outputs } = await Bun.build({ entrypoints: [entry], target: "browser", minify: true });
  const [bundle] = outputs;
  return Bun.gzipSync(await (bundle ?? new Blob()).arrayBuffer(), { level: 9 }).length;
}

test("the package has the SDK with its types and nothing of the server, and brings one dependency", async () => {
  const description = JSON.parse(await readFile(join(sdk.folder, "package.json"), "utf8"));
  const { version, license, dependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  expect(description).toMatchObject({ name: "shoal-client", version, license, type: "module", sideEffects: false });
  expect(description.dependencies).toEqual({ valibot: dependencies.valibot });
  const strange = sdk.files.filter(
    (path) =>
      !/^(package\.json|README\.md|LICENSE|shoal\.js|integrity\.json|modules\/(client|protocol)\/.+\.(js|d\.ts)|modules\/clock\.(js|d\.ts))$/.test(
        path,
      ),
  );
  expect(strange).toEqual([]);
  expect(sdk.files).toEqual(
    expect.arrayContaining(["README.md", "LICENSE", "shoal.js", "modules/client/index.js", "modules/client/index.d.ts"]),
  );
  for (const path of sdk.files.filter((each) => each.endsWith(".js"))) {
    expect(await readFile(join(sdk.folder, path), "utf8")).not.toMatch(/from "(bun|node):|preact|from "\.[^"]+\.ts"/);
  }
});

test("a bundler takes what is used: a client that signs in is small, and a constant is next to nothing", async () => {
  expect(
    await bundledBytes('import { ShoalClient, signIn } from "shoal-client"; console.log(ShoalClient, signIn);'),
  ).toBeLessThanOrEqual(CLIENT_BYTES_MAX);
  expect(await bundledBytes('import { LOBBY_ID } from "shoal-client"; console.log(LOBBY_ID);')).toBeLessThanOrEqual(
    CONSTANT_BYTES_MAX,
  );
});

test("the types of the package hold what its documentation shows, and take the WebSocket of the package ws", async () => {
  for (const name of ["ws", "@types"]) await symlink(join(root, "node_modules", name), join(folder.path, "node_modules", name));
  const file = await program("bot.mts", bot);
  const options = [
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "--exactOptionalPropertyTypes",
    "--target",
    "ES2022",
    "--lib",
    "ESNext,DOM,DOM.Iterable",
    "--module",
    "NodeNext",
    "--types",
    "node",
  ];
  const compiler = Bun.spawn([join(root, "node_modules/.bin/tsc"), ...options, file], { cwd: folder.path, stdout: "pipe" });
  expect([await new Response(compiler.stdout).text(), await compiler.exited]).toEqual(["", 0]);
});

const bot = `
import { LOBBY_ID, type MessageEvent, ShoalClient, ShoalError, signIn } from "shoal-client";
import { WebSocket } from "ws";

const url = "wss://chat.example.org/";
const token = async (): Promise<string> => (await signIn(url, { jwt: "…" })).token ?? "";
const signal = AbortSignal.timeout(1_000);
using client = new ShoalClient(url, { token, WebSocket, reconnect: { delayMs: 1_000 }, position: { epoch: "e1", cursors: { [LOBBY_ID]: 7 } } });
const message: MessageEvent = (await client.once("message", { signal })).event;
for await (const { seq, by } of client.messages(LOBBY_ID, { after: message.seq, signal })) console.log(seq, by.nickname);
await client.history(LOBBY_ID, { limit: 5, signal }).catch((error: unknown) => {
  if (error instanceof ShoalError) console.log(error.code, error.retryAfterMs, error.cause);
});
// @ts-expect-error: a seq is a number, and nothing of the package is \`any\`
const seq: string = message.seq;
// @ts-expect-error: the package has one entry
import("shoal-client/modules/client/index.js");
export {};
`;
