import { expect, test } from "bun:test";
import { BasePath, parseBasePath } from "./base-path.ts";

const plain = { headers: new Headers() };
const cutOff = (prefix: string) => ({ headers: new Headers({ "X-Forwarded-Prefix": prefix }) });

test.each([
  ["/chat/", "/chat/"],
  ["/chat", "/chat/"],
  ["chat", "/chat/"],
  ["/school/reef.chat/", "/school/reef.chat/"],
  ["/", "/"],
  ["", "/"],
  ["/chat room/", undefined],
  ["/ch%61t/", undefined],
  ["/../chat/", undefined],
  ["/.hidden/", undefined],
  ["/chat?x/", undefined],
  ["/chat;v=1/", undefined],
  ["https://chat.example.org/chat/", undefined],
  ["/鱼/", undefined],
])("the base path %p is %p", (text, path) => {
  expect(parseBasePath(text)).toBe(path);
});

test.each([
  ["/chat/", "/"],
  ["/chat/api/session", "/api/session"],
  ["/chat", ""],
  ["/chat/chat", "/chat"],
  ["/chat//api", "//api"],
  ["/chats/api", undefined],
  ["/api/session", undefined],
  ["/", undefined],
  ["/Chat/", undefined],
  ["/healthz", "/healthz"],
  ["/chat/healthz", "/healthz"],
  ["/readyz", "/readyz"],
  ["/metrics", "/metrics"],
])("[P195b] below /chat/, %s is %p", (path, below) => {
  expect(new BasePath("/chat/").below(path, plain)).toBe(below);
});

test("[P195c] a proxy that cuts the path off says so, and then nothing is cut off twice", () => {
  const base = new BasePath("/chat/");
  for (const prefix of ["/chat", "/chat/"]) {
    expect(base.below("/api/session", cutOff(prefix))).toBe("/api/session");
    expect(base.below("/chat", cutOff(prefix))).toBe("/chat");
  }
  expect(base.below("/api/session", cutOff("/other"))).toBeUndefined();
  expect(base.below("/chat/api/session", cutOff("/other"))).toBe("/api/session");
});

test("at the root nothing is cut off, whatever a request says", () => {
  const root = new BasePath();
  expect(root.below("/chat", cutOff("/chat"))).toBe("/chat");
  expect(root.of("/api/session")).toBe("/api/session");
  expect(root.mark).toBe("");
});

test("[P195a] addresses in answers get the path back", () => {
  const base = new BasePath("/school/chat/");
  expect(base.of("/api/session")).toBe("/school/chat/api/session");
  expect(base.mark).toBe("school.chat");
});
