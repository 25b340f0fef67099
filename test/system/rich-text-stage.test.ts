import { beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { RichText } from "../../src/web/text/rich-text.tsx";
import { launchTestBrowser } from "../support/browser.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();
let script: string;

beforeAll(async () => {
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dir, "../support/rich-text-stage.tsx")],
    target: "browser",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  script = (await outputs[0]?.text()) ?? "";
});

type Properties = Parameters<typeof RichText>[0];

async function shown(page: Page, properties: Properties): Promise<string> {
  return await page.evaluate((given) => {
    (Reflect.get(window, "show") as (properties: Properties) => void)(given);
    const text = document.querySelector(".message-text")?.cloneNode(true) as Element;
    for (const element of text.querySelectorAll(".code-head")) element.remove();
    return text.innerHTML.replace(/ (dir|target|rel|tabindex|translate|style)="[^"]*"/g, "");
  }, properties);
}

test("mentions and hits are shown where they were written", async () => {
  await using device = await browser.device();
  const { page } = await device.open("about:blank");
  await page.addScriptTag({ content: script, type: "module" });
  await page.waitForFunction(() => "show" in window);
  const mentions = [
    { start: 0, length: 4, label: "@ann", userId: "1" },
    { start: 9, length: 4, label: "@Ben <b>", userId: "2" },
  ];
  expect(await shown(page, { text: "@ann and @ben", mentions, ownUserId: "1" })).toBe(
    '<span class="mention own">@ann</span> and <span class="mention">@Ben &lt;b&gt;</span>',
  );
  expect(await shown(page, { text: "@ann and @ben", mentions, hits: [{ start: 5, length: 5 }] })).toBe(
    '<span class="mention">@ann</span> <mark>and </mark><span class="mention"><mark>@Ben &lt;b&gt;</mark></span>',
  );
  expect(
    await shown(page, {
      text: "a **fi`sh`**\n```\nfish\n```",
      hits: [
        { start: 4, length: 4 },
        { start: 17, length: 2 },
      ],
    }),
  ).toBe(
    '<div class="blocks"><p>a <strong><mark>fi</mark><code><mark>s</mark>h</code></strong></p>' +
      '<div class="code-block unnamed"><pre><code><mark>fi</mark>sh\n</code></pre></div></div>',
  );
  expect(await shown(page, { text: "https://example.org/fish", hits: [{ start: 20, length: 4 }] })).toBe(
    '<a href="https://example.org/fish">https://example.org/<mark>fish</mark></a>',
  );
});

test("a text whose hits are shown is not folded", async () => {
  await using device = await browser.device();
  const { page } = await device.open("about:blank");
  await page.addScriptTag({ content: script, type: "module" });
  await page.waitForFunction(() => "show" in window);
  const text = "fish\n".repeat(60);
  await shown(page, { text });
  expect(await page.getByRole("button").count()).toBe(1);
  await shown(page, { text, hits: [{ start: 290, length: 4 }] });
  expect(await page.getByRole("button").count()).toBe(0);
});
