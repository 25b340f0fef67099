import { listenForPush } from "./push-listeners.ts";
import { cacheNameOf, isPageOf, networkFirst, PAGE_PATH, type Shell, staleCaches } from "./shell-cache.ts";
import type { RequestEvent, ServiceWorkerScope } from "./worker-scope.ts";

// The page without a network: its files are kept by their names, which change with their content. The API is never touched.
// What comes while no page is open (push messages, presses on notifications) belongs into files beside this one, which is where
// their listeners are added.

/** The build puts it in place. */
declare const SHELL: Shell;

/** So long the page itself is waited for before the kept one is shown. */
const PAGE_WAIT_MS = 3_000;

const scope = globalThis as unknown as ServiceWorkerScope;
const cacheName = cacheNameOf(SHELL);
const others = new Set(SHELL.others);
/** Files whose names change with their content. */
const ASSETS = "/assets/";

scope.addEventListener("install", (event) => {
  void scope.skipWaiting();
  event.waitUntil(keepShell());
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([deleteStale(), scope.registration.navigationPreload?.enable()]));
});

scope.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== scope.location.origin) return;
  if (mode === "navigate" && pathname === PAGE_PATH) event.respondWith(answerPage(event));
  else if (pathname.startsWith(ASSETS)) event.respondWith(answerHashed(event.request));
  else if (others.has(pathname)) event.respondWith(networkFirst(fetch(event.request), () => keptAt(pathname), PAGE_WAIT_MS));
});

listenForPush(scope);

/** All or nothing: a page whose files are there in part is worse than none. */
async function keepShell(): Promise<void> {
  const page = await fetch(PAGE_PATH, { cache: "no-cache" });
  if (!page.ok || !isPageOf(SHELL, await page.clone().text())) throw new Error("The server has another version of the page.");
  const cache = await caches.open(cacheName);
  await cache.addAll([...SHELL.hashed, ...SHELL.others]);
  await cache.put(PAGE_PATH, page);
}

async function deleteStale(): Promise<void> {
  for (const name of staleCaches(await caches.keys(), cacheName)) await caches.delete(name);
}

async function answerPage(event: RequestEvent): Promise<Response> {
  const network = askNetwork(event);
  event.waitUntil(network.catch(() => {}));
  return await networkFirst(network, () => keptAt(PAGE_PATH), PAGE_WAIT_MS);
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
