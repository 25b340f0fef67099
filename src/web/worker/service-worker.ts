import { listenForPush } from "./push-listeners.ts";
import { cacheNameOf, isPageOf, networkFirst, type Shell, staleCaches } from "./shell-cache.ts";
import type { RequestEvent, ServiceWorkerScope } from "./worker-scope.ts";

// The page without a network: its files are kept by their names, which change with their content. The API is never touched.
// What comes while no page is open (push messages, presses on notifications) belongs into files beside this one, which is where
// their listeners are added.

/** The build puts it in place. */
declare const SHELL: Shell;

/** So long the page itself is waited for before the kept one is shown. */
const PAGE_WAIT_MS = 3_000;

const scope = globalThis as unknown as ServiceWorkerScope;
/** The page itself. */
const page = scope.registration.scope;
const cacheName = cacheNameOf(SHELL, page);
const others = new Set(SHELL.others.map((path) => new URL(path, page).href));
/** Files whose names change with their content. */
const assets = new URL("./assets/", page).href;

scope.addEventListener("install", (event) => {
  void scope.skipWaiting();
  event.waitUntil(keepShell());
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([deleteStale(), scope.registration.navigationPreload?.enable()]));
});

scope.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET") return;
  const { origin, pathname } = new URL(url);
  const address = origin + pathname;
  if (mode === "navigate" && address === page) event.respondWith(answerPage(event));
  else if (address.startsWith(assets)) event.respondWith(answerHashed(event.request));
  else if (others.has(address)) event.respondWith(networkFirst(fetch(event.request), () => keptAt(address), PAGE_WAIT_MS));
});

listenForPush(scope);

/** All or nothing: a page whose files are there in part is worse than none. */
async function keepShell(): Promise<void> {
  const answer = await fetch(page, { cache: "no-cache" });
  if (!answer.ok || !isPageOf(SHELL, await answer.clone().text())) throw new Error("The server has another version of the page.");
  const cache = await caches.open(cacheName);
  await cache.addAll([...SHELL.hashed, ...SHELL.others]); // relative to this script, which lies beside the page
  await cache.put(page, answer);
}

async function deleteStale(): Promise<void> {
  for (const name of staleCaches(await caches.keys(), cacheName, page)) await caches.delete(name);
}

async function answerPage(event: RequestEvent): Promise<Response> {
  const network = askNetwork(event);
  event.waitUntil(network.catch(() => {}));
  return await networkFirst(network, () => keptAt(page), PAGE_WAIT_MS);
}

async function askNetwork({ request, preloadResponse }: RequestEvent): Promise<Response> {
  return (await preloadResponse) ?? (await fetch(request));
}

async function answerHashed(request: Request): Promise<Response> {
  // Of any version: a page of the one before is still open.
  return (await caches.match(request.url, { ignoreVary: true })) ?? (await fetch(request));
}

async function keptAt(url: string): Promise<Response | undefined> {
  // A kept file is kept decoded: no header of the request chooses among several.
  return await caches.match(url, { cacheName, ignoreVary: true });
}
