import { expect } from "bun:test";
import type { ChatPage } from "./browser.ts";
import { eventually } from "./eventually.ts";

/** What the browser keeps for a page without a network. */
export async function keptOf({ page }: ChatPage): Promise<unknown> {
  return await page.evaluate(async () => {
    const { name } = (await indexedDB.databases()).find(({ name }) => name?.startsWith("shoal.talk.")) ?? {};
    if (name === undefined) return undefined;
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
    });
    const entries = await new Promise((resolve) => {
      const request = database.transaction("talk").objectStore("talk").getAll();
      request.onsuccess = () => resolve(request.result);
    });
    database.close();
    return entries;
  });
}

/** Waits until the page's files and that text are there for a page without a network. */
export async function isKept(chat: ChatPage, text: string): Promise<void> {
  await chat.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await eventually(async () => expect(JSON.stringify(await keptOf(chat))).toContain(text), 10_000);
}
