import { expect, test } from "bun:test";
import { closeCodeName, closePayload, isCloseCodeOnTheWire, readClose } from "./close-codes.ts";

test("RFC 6455 7.4: only some codes may be on the wire", () => {
  const allowed = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
  const refused = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535];
  expect(allowed.filter((code) => !isCloseCodeOnTheWire(code))).toEqual([]);
  expect(refused.filter(isCloseCodeOnTheWire)).toEqual([]);
  expect(() => readClose(closePayload(1006))).toThrow(expect.objectContaining({ section: "7.4", closeCode: 1002 }));
});

test("RFC 6455 5.5.1: a close frame is empty, or a code and a reason in UTF-8", () => {
  expect(readClose(closePayload())).toEqual({ code: 1005, reason: "" });
  expect(readClose(closePayload(1000))).toEqual({ code: 1000, reason: "" });
  expect(readClose(closePayload(4000, "bis später"))).toEqual({ code: 4000, reason: "bis später" });
  expect(() => readClose(Uint8Array.of(3))).toThrow(expect.objectContaining({ closeCode: 1002 }));
  expect(() => readClose(Uint8Array.of(3, 232, 0xff))).toThrow(expect.objectContaining({ closeCode: 1007 }));
});

test("codes have names, those of the application by its own table", () => {
  expect(closeCodeName(1001)).toBe("going away");
  expect(closeCodeName(4001, new Map([[4001, "too-slow"]]))).toBe("too-slow");
  expect(closeCodeName(4002)).toBe("private to the application");
  expect(closeCodeName(3000)).toBe("registered by a library");
  expect(closeCodeName(2999)).toBe("unknown");
});
