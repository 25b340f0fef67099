import { expect, test } from "bun:test";
import { deviceName } from "./device-name.ts";

test("a device is called by its browser and its system", () => {
  expect(deviceName("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130 Safari/537.36")).toBe(
    "Chrome, Linux",
  );
  expect(deviceName("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1")).toBe(
    "Safari, iPhone",
  );
  expect(deviceName("curl/8")).toBe("");
});
