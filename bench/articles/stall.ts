import type { Losses } from "../../src/web/lab/results/peer-figures.ts";
import { RawClient } from "../support/raw-client.ts";
import { type ServerProcess, withServer, withTemporaryFolder } from "../support/server-process.ts";
import type { ChatServer } from "./chat-servers.ts";
import { until } from "./until.ts";

const LONG_TEXT_BYTES = 7 * 1024;
/** A room in which nothing arrives for so long has stopped. */
const STOPPED_MS = 5_000;

/** One of three members reads nothing any more, and says nothing of it. One of the others talks to the third. */
export function measureStall(chat: ChatServer, bytes: number): Promise<Losses["stalled"]> {
  return withTemporaryFolder((folder) => withServer(chat.start(folder), (server) => talkPastStalledSocket(chat, server, bytes)));
}

async function talkPastStalledSocket(chat: ChatServer, server: ServerProcess, bytes: number): Promise<Losses["stalled"]> {
  const speaker = await chat.enter(server, "gus");
  const stalled = await RawClient.connect(server.port, () => {}, chat.plainPath);
  const listener = await chat.enter(server, "hal");
  stalled.pause();
  let saidBytes = 0;
  let isStopped = false;
  for (let count = 0; saidBytes < bytes && !isStopped; count += 1) {
    const text = `${count} `.padEnd(LONG_TEXT_BYTES, "and so on ");
    speaker.say(text);
    isStopped = !(await until(() => listener.heard.at(-1) === text && speaker.acknowledged.has(text), STOPPED_MS));
    if (!isStopped) saidBytes += text.length;
  }
  stalled.close();
  speaker.close();
  listener.close();
  return { saidBytes, isStopped };
}
