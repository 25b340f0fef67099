import { expect, test } from "bun:test";
import { cacheNameOf, isPageOf, networkFirst, type Shell, staleCaches } from "./shell-cache.ts";

const shell: Shell = { version: "v2", hashed: ["./assets/main-b.js", "./assets/main-b.css"], others: ["./icon.svg"] };

test("a page is of this version only when the build knows all files that it names", () => {
  expect(isPageOf(shell, `<link href="./assets/main-b.css"><script src="./assets/main-b.js">`)).toBe(true);
  expect(isPageOf(shell, `<link href="./assets/main-b.css"><script src="./assets/main-c.js">`)).toBe(false);
});

test("the version before stays for pages that are open, and older ones go; what is not the page's stays", () => {
  const scope = "https://chat.test/";
  const current = cacheNameOf(shell, scope);
  const names = ["files", "shoal.shell.v0", "shoal.shell.v1", current];
  expect(staleCaches(names, current, scope)).toEqual(["shoal.shell.v0"]);
  expect(staleCaches([current], current, scope)).toEqual([]);
});

test("two servers of one host, below different paths, leave each other's files", () => {
  const [one, other, root] = ["https://chat.test/a/", "https://chat.test/a/b/", "https://chat.test/"] as const;
  const cachesOf = (scope: string) => ["v0", "v1", "v2"].map((version) => cacheNameOf({ ...shell, version }, scope));
  const names = [...cachesOf(other), ...cachesOf(one), ...cachesOf(root)];
  expect(staleCaches(names, cacheNameOf(shell, one), one)).toEqual([cacheNameOf({ ...shell, version: "v0" }, one)]);
  expect(staleCaches(names, cacheNameOf(shell, root), root)).toEqual(["shoal.shell.v0"]);
});

test("the network wins while it answers in time, and what is kept is shown when it fails, is late, or a proxy stands in for it", async () => {
  const kept = () => Promise.resolve(new Response("kept"));
  const never = new Promise<Response>(() => {});
  const text = async (network: Promise<Response>) => await (await networkFirst(network, kept, 5)).text();
  expect(await text(Promise.resolve(new Response("new")))).toBe("new");
  expect(await text(Promise.resolve(new Response("gone", { status: 404 })))).toBe("gone");
  expect(await text(Promise.resolve(new Response("bad gateway", { status: 502 })))).toBe("kept");
  expect(await text(Promise.reject(new TypeError("Failed to fetch")))).toBe("kept");
  expect(await text(never)).toBe("kept");
});

test("with nothing kept, the network's answer is waited for", async () => {
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(new Response("late")), 20));
  expect(await (await networkFirst(late, () => Promise.resolve(undefined), 5)).text()).toBe("late");
});
