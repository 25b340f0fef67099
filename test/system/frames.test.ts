import { expect, setDefaultTimeout, test } from "bun:test";
import { launchTestBrowser } from "../support/browser.ts";
import { openEmbeddingSite } from "../support/embedding-site.ts";
import { startTestServer } from "../support/test-server.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("without the flag nothing can be embedded, and cookies stay at home", async () => {
  await using server = await startTestServer();
  const page = await fetch(server.url);
  expect(page.headers.get("x-frame-options")).toBe("DENY");
  expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  const session = await fetch(`${server.url}/api/session`, { headers: { "sec-fetch-site": "same-origin" } });
  expect(session.headers.get("set-cookie")).toMatch(/SameSite=Strict/i);
});

test("with the flag the named sites can embed the chat and nothing else of the server, and a visitor in the frame can sign in", async () => {
  using shop = openEmbeddingSite("localhost");
  const warnings: string[] = [];
  await using server = await startTestServer({ allowedFrames: [shop.origin], onLog: (line) => warnings.push(line) });
  expect(warnings.filter((line) => line.includes("--allow-frames needs HTTPS"))).toHaveLength(1);

  const page = await fetch(server.url);
  expect(page.headers.get("x-frame-options")).toBeNull();
  expect(page.headers.get("content-security-policy")).toContain(`frame-ancestors 'self' ${shop.origin};`);
  const unchanged = await fetch(server.url, { headers: { "if-none-match": page.headers.get("etag") ?? "" } });
  expect([unchanged.status, unchanged.headers.get("x-frame-options")]).toEqual([304, null]);
  for (const path of ["/lab", "/admin", "/examples/", "/api/session"]) {
    expect((await fetch(server.url + path)).headers.get("x-frame-options")).toBe("DENY");
  }
  const session = await fetch(`${server.url}/api/session`, { headers: { "sec-fetch-site": "same-origin" } });
  expect(session.headers.get("set-cookie")).toMatch(/; Secure; HttpOnly; Partitioned; SameSite=None$/);
  // A page that is not known to have come by HTTPS could not keep such a cookie.
  expect((await fetch(`${server.url}/api/session`)).headers.get("set-cookie")).toMatch(/SameSite=Strict/i);

  shop.serve({ body: `<iframe src="${server.url}/" title="Chat" width="900" height="600"></iframe>` });
  await using device = await browser.device();
  const visit = (await device.open(shop.origin)).page;
  const chat = visit.frameLocator("iframe");
  await chat.getByRole("textbox", { name: "Nickname" }).fill("ann");
  await chat.getByRole("button", { name: "Join" }).click();
  await chat.getByRole("textbox", { name: "Message", exact: true }).waitFor();
  await visit.reload();
  await chat.getByRole("textbox", { name: "Message", exact: true }).waitFor(); // she is known again
});
