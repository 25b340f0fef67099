import { afterEach, beforeEach, expect, test } from "bun:test";
import { draftsOf, forgetDrafts } from "./drafts.ts";

/** What a browser has for all tabs, and what it has for the one in front. */
let browser: Storage;
const tabs = new Map<string, Storage>();

beforeEach(() => {
  browser = memoryStorage();
  tabs.clear();
  Object.assign(globalThis, { localStorage: browser });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, "localStorage");
  Reflect.deleteProperty(globalThis, "sessionStorage");
});

function inTab(name: string) {
  const storage = tabs.get(name) ?? memoryStorage();
  tabs.set(name, storage);
  Object.assign(globalThis, { sessionStorage: storage });
  return draftsOf("u_ann");
}

function memoryStorage(): Storage {
  const items: Record<string, string> = Object.create(null);
  const methods = {
    getItem: (key: string) => items[key] ?? null,
    setItem: (key: string, value: string) => {
      items[key] = value;
    },
    removeItem: (key: string) => {
      delete items[key];
    },
  };
  return new Proxy(items, {
    get: (_, key) => Reflect.get(methods, key) ?? Reflect.get(items, key),
    ownKeys: () => Object.keys(items),
  }) as unknown as Storage;
}

test("two tabs keep a draft each of the same conversation", () => {
  inTab("first").write("lobby", "from the first");
  inTab("second").write("lobby", "from the second");
  expect([inTab("first").read("lobby"), inTab("second").read("lobby")]).toEqual(["from the first", "from the second"]);
  inTab("first").write("lobby", "");
  expect([inTab("first").read("lobby"), inTab("second").read("lobby")]).toEqual(["", "from the second"]);
});

test("a new tab begins with what was typed last, and with nothing when that was sent", () => {
  inTab("first").write("lobby", "half a thought");
  expect(inTab("second").read("lobby")).toBe("half a thought");
  inTab("first").write("lobby", "");
  expect(inTab("third").read("lobby")).toBe("");
});

test("signing out leaves no draft behind", () => {
  inTab("first").write("lobby", "a secret");
  forgetDrafts("u_ann");
  expect([inTab("first").read("lobby"), inTab("second").read("lobby")]).toEqual(["", ""]);
});

test("where nothing may be kept, nothing breaks", () => {
  Object.assign(globalThis, { localStorage: undefined, sessionStorage: undefined });
  const drafts = draftsOf("u_ann");
  drafts.write("lobby", "text");
  expect(drafts.read("lobby")).toBe("");
});
