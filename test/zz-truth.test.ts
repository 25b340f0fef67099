import { setDefaultTimeout, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { launchTestBrowser } from "./support/browser.ts";
import { enter } from "./support/people.ts";
import { ServerProcess } from "./support/server-process.ts";
setDefaultTimeout(120_000);
const browser = launchTestBrowser();
test("shots", async () => {
  await mkdir("/tmp/shots-truth", { recursive: true });
  await using server = await ServerProcess.start();
  using ben = await enter(server.url, "ben");
  for (const [name, options, words] of [
    ["desk", { viewport: { width: 1440, height: 900 } }, "en"],
    ["deskzh", { viewport: { width: 1440, height: 900 }, colorScheme: "dark" as const }, "zh"],
    ["phone", { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true }, "en"],
    ["phonezh", { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true, colorScheme: "dark" as const }, "zh"],
  ] as const) {
    await using device = await browser.device(options);
    const chat = await device.join(server.url, `ann-${name}`);
    const { page } = chat;
    if (words === "zh") await page.evaluate(() => localStorage.setItem("shoal.language", "zh"));
    if (words === "zh") await page.reload();
    await ben.client.send("lobby", `hello ${name}, how are you?`);
    await page.locator(".message-text").getByText(`hello ${name}, how are you?`).waitFor();
    await page.waitForTimeout(1500);
    const title = words === "zh" ? "连接" : "Connection";
    const status = page.getByRole("status", { name: title, exact: true });
    console.log(name, await status.innerText(), await status.boundingBox());
    await page.screenshot({ path: `/tmp/shots-truth/${name}-1.png` });
    await status.click();
    await page.waitForTimeout(400);
    await page.screenshot({ path: `/tmp/shots-truth/${name}-2.png` });
    await page.keyboard.press("Escape");
    const at = performance.now();
    await page.context().setOffline(true);
    await page.waitForFunction((title) => /offline|离线/i.test(document.querySelector(`[role=status][aria-label=${title}]`)?.textContent ?? ""), title);
    console.log("offline after", performance.now() - at);
    await page.getByRole("textbox").last().fill("later");
    await page.keyboard.press(words === "en" && name === "desk" ? "Enter" : "Control+Enter");
    await page.waitForTimeout(500);
    await page.screenshot({ path: `/tmp/shots-truth/${name}-3.png` });
    await status.click();
    await page.waitForTimeout(400);
    await page.screenshot({ path: `/tmp/shots-truth/${name}-4.png` });
    await page.context().setOffline(false);
  }
});
