import { beforeEach, expect, test } from "bun:test";
import { keepPlaces, keptPlaces } from "./kept-places.ts";

const held = new Map<string, string>();
beforeEach(() => {
  held.clear();
  const storage = {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => held.set(key, value),
    removeItem: (key: string) => held.delete(key),
  };
  Object.assign(globalThis, { sessionStorage: storage });
});

test("places come back, the newest fifty of them, to the same user only", () => {
  keepPlaces(
    "u_ann",
    Array.from({ length: 60 }, (_, index) => [`r_${index}`, { seq: index + 1, top: -index }] as const),
  );
  const places = keptPlaces("u_ann");
  expect(places.size).toBe(50);
  expect(places.get("r_59")).toEqual({ seq: 60, top: -59 });
  expect(keptPlaces("u_ben").size).toBe(0);
  keepPlaces("u_ann", []);
  expect(held.size).toBe(0);
});

test.each(["", "{", "7", "{}", '[["r",1]]', '[["r",{"seq":"1","top":0}]]', '[[1,{"seq":1,"top":0}]]', "[null]"])(
  "what is no place is none: %p",
  (text) => {
    held.set("shoal.places.u_ann", text);
    expect(keptPlaces("u_ann").size).toBe(0);
  },
);
