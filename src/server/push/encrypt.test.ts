import { expect, test } from "bun:test";
import { arePushKeys, encryptPush } from "./encrypt.ts";
import { decryptPush, newBrowserKeys } from "./testing/browser-keys.ts";

const bytes = (text: string): Buffer => Buffer.from(text, "base64url");

test("encrypts as the example of RFC 8291 does", () => {
  const keys = {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  };
  const secrets = {
    salt: bytes("DGv6ra1nlYgDCS1FRnbzlw"),
    privateKey: bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
  };
  const body = encryptPush(Buffer.from("When I grow up, I want to be a watermelon"), keys, { secrets });
  expect(body.toString("base64url")).toBe(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
});

test.each(["", "水母", "x".repeat(3_000)])("a browser reads what was encrypted for it, whatever the padding", (text) => {
  const browser = newBrowserKeys();
  const body = encryptPush(Buffer.from(text), browser.keys, { paddedTo: 256 });
  expect(decryptPush(body, browser).toString()).toBe(text);
});

test("texts of nearly one length are bodies of one length, and no two bodies are alike", () => {
  const { keys } = newBrowserKeys();
  const encrypt = (text: string): Buffer => encryptPush(Buffer.from(text), keys, { paddedTo: 256 });
  expect(encrypt("yes").length).toBe(encrypt("no, and not tomorrow either").length);
  expect(encrypt("yes").equals(encrypt("yes"))).toBe(false);
});

test("knows keys that no browser made", () => {
  const { keys } = newBrowserKeys();
  expect(arePushKeys(keys)).toBe(true);
  expect(arePushKeys({ ...keys, auth: "c2hvcnQ" })).toBe(false);
  expect(arePushKeys({ ...keys, p256dh: keys.auth })).toBe(false);
  expect(arePushKeys({ ...keys, p256dh: Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString("base64url") })).toBe(false);
});
