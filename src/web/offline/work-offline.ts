import { systemClock } from "../../client/index.ts";
import type { Chat } from "../state/chat.ts";
import { keepTalk } from "./keep-talk.ts";
import { registerWorker } from "./register-worker.ts";

/** Prepares the page for the time without a network: its files, and what the user saw last. The result stops it. */
export function workOffline(chat: Chat): () => void {
  // A visit that ends with the page leaves nothing behind.
  if (chat.token !== undefined) return () => {};
  void registerWorker();
  return keepTalk(chat, systemClock);
}
