import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { claimAccount, downloadFile, LOBBY_ID, ShoalClient, signIn, uploadFile } from "../../src/client/index.ts";
import { eventually } from "../../test/support/eventually.ts";

// What a server must be able to do wherever it lives.

const nickname = "ann";
const password = "correct horse battery";
const TEXT = "Is everyone at the pier?";
/** Every bit of a mode that is not the owner's. */
const OTHERS = 0o077;

/** Signs up, sends over a WebSocket, and uploads a file. */
export async function expectTalk(url: string): Promise<void> {
  const { token = "" } = await signIn(url, { nickname });
  await claimAccount(url, password, { token });
  await using stack = new AsyncDisposableStack();
  const client = await enter(url, token, stack);
  const file = new File([new Uint8Array(100_000)], "pier.bin");
  const id = await uploadFile(url, file, { token });
  await client.send(LOBBY_ID, TEXT, { files: [{ id, name: file.name, type: file.type, byteLength: file.size }] });
  console.log("A password was taken, a message sent, and a file uploaded.");
}

/** After another start: the password opens the account, and message, search and file are there. */
export async function expectTalkIsThere(url: string): Promise<void> {
  const { token = "" } = await signIn(url, { nickname, password });
  await using stack = new AsyncDisposableStack();
  const client = await enter(url, token, stack);
  const { events } = await client.history(LOBBY_ID, { limit: 10 });
  const message = events.find((event) => event.type === "message" && "text" in event && event.text === TEXT);
  if (message === undefined || !("files" in message)) return fail("The message is gone.");
  const [file] = message.files ?? [];
  if (file === undefined) return fail("The file is gone.");
  let byteLength = 0;
  for await (const bytes of downloadFile(url, file, { token })) byteLength += bytes.length;
  if (byteLength !== file.byteLength) fail("The file is not whole.");
  await eventually(async () => {
    const { results } = await client.search("pier");
    if (results.length !== 1) throw new Error("The message is not found.");
  });
  console.log("After another start the account, the message and the file are there, and the message is found.");
}

/** Nothing below the folder can be read by another user. */
export function expectPrivate(folder: string): void {
  const paths = ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })];
  const open = paths.filter((path) => (statSync(join(folder, path)).mode & OTHERS) !== 0);
  if (open.length > 0) fail(`Other users may use ${open.map((path) => join(folder, path)).join(", ")}.`);
  console.log(`All ${paths.length} files and folders of the data are private.`);
}

/** Thrown, so that what was started is ended. */
export function fail(sentence: string): never {
  throw new Error(sentence);
}

async function enter(url: string, token: string, stack: AsyncDisposableStack): Promise<ShoalClient> {
  const client = new ShoalClient(url, { token, transport: "websocket" });
  stack.defer(() => client.close());
  await client.ready();
  return client;
}
