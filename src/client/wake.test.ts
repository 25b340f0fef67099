import { afterEach, expect, test } from "bun:test";
import { windowWake } from "./wake.ts";

afterEach(() => {
  Reflect.deleteProperty(globalThis, "window");
  Reflect.deleteProperty(globalThis, "document");
});

test("a page wakes when the network is back, when it is seen and when it is shown again", () => {
  const page = openPage();
  let count = 0;
  const stop = windowWake(() => {
    count += 1;
  });
  page.window.dispatchEvent(new Event("online"));
  page.window.dispatchEvent(new Event("pageshow"));
  page.document.visibilityState = "hidden";
  page.document.dispatchEvent(new Event("visibilitychange"));
  expect(count).toBe(2);
  page.document.visibilityState = "visible";
  page.document.dispatchEvent(new Event("visibilitychange"));
  expect(count).toBe(3);
  stop();
  page.window.dispatchEvent(new Event("online"));
  page.document.dispatchEvent(new Event("visibilitychange"));
  expect(count).toBe(3);
});

test("a page doubts its network when the browser says that it is gone", () => {
  const page = openPage();
  let doubtCount = 0;
  const stop = windowWake(
    () => {},
    () => {
      doubtCount += 1;
    },
  );
  page.window.dispatchEvent(new Event("offline"));
  stop();
  page.window.dispatchEvent(new Event("offline"));
  expect(doubtCount).toBe(1);
});

test("where there is no window, nothing wakes", () => {
  expect(() => windowWake(() => {})()).not.toThrow();
});

function openPage(): { window: EventTarget; document: EventTarget & { visibilityState: string } } {
  const page = { window: new EventTarget(), document: Object.assign(new EventTarget(), { visibilityState: "visible" }) };
  return Object.assign(globalThis, page);
}
