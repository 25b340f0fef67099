import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { LOBBY_ID } from "../../src/client/index.ts";
import { ShoalProvider, useConversations, usePresence, useShoal, useTimeline, useTyping } from "../../src/react/index.ts";
import { launchTestBrowser } from "../support/browser.ts";
import { openEmbeddingSite } from "../support/embedding-site.ts";
import { eventually } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();
const site = openEmbeddingSite();
let server: TestServer;
let ann: Participant;
let ben: Participant;

beforeAll(async () => {
  server = await startTestServer({ allowedOrigins: [site.origin] });
  [ann, ben] = [await enter(server.url, "ann"), await enter(server.url, "ben")];
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dir, "../support/react-stage.ts")],
    target: "browser",
    conditions: ["bun"],
  });
  const [stage] = outputs;
  const start = `import { startStage } from "/stage.js"; startStage(${JSON.stringify(server.url)}, ${JSON.stringify(ben.token)});`;
  site.serve({
    body: `<script type="module" src="/start.js"></script>`,
    scripts: { "/start.js": start, "/stage.js": (await stage?.text()) ?? "" },
  });
  ben.client.close();
});
afterAll(async () => {
  ann.client.close();
  site[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const shown = (page: Page): Promise<Record<string, unknown>> => page.evaluate("shown");

test("every hook follows its client in StrictMode, renders only for changes, and lets go at the end", async () => {
  for (let number = 1; number <= 70; number += 1) await ann.client.send(LOBBY_ID, `message ${number}`);
  await ann.client.watch(LOBBY_ID);
  await using device = await browser.device();
  const { page } = await device.open(site.origin);
  await eventually(async () => {
    const { state, nickname, conversations, hasOlder, online, onlineCount, texts } = await shown(page);
    expect({ state, nickname, conversations, hasOlder, online, onlineCount }).toEqual({
      ...{ state: "live", nickname: "ben", conversations: [LOBBY_ID], hasOlder: true },
      ...{ online: ["ann", "ben"], onlineCount: 2 },
    });
    expect((texts as string[]).at(-1)).toBe("message 70");
  });
  await page.evaluate("loadOlder()");
  await eventually(async () => expect((await shown(page)).texts).toContain("message 1"));

  await page.evaluate(`send("from React")`);
  await eventually(() => expect(ann.texts(LOBBY_ID).at(-1)).toBe("from React"));
  await eventually(async () => expect(await shown(page)).toMatchObject({ outgoing: [] }));
  expect(((await shown(page)).texts as string[]).filter((text) => text === "from React")).toHaveLength(1);

  ann.client.typing(LOBBY_ID);
  await eventually(async () => {
    server.clock.advance(200); // who types is told a few times a second
    expect((await shown(page)).typists).toEqual(["ann"]);
  });
  ann.client.stopTyping(LOBBY_ID);
  await eventually(async () => {
    server.clock.advance(200);
    expect((await shown(page)).typists).toEqual([]);
  });

  const before = await page.evaluate("renderCount");
  const reef = await ann.client.createRoom({ name: "reef" });
  await ann.client.send(reef.id, "not for ben");
  await page.evaluate("new Promise(requestAnimationFrame)");
  expect(await page.evaluate("renderCount")).toBe(before as number);

  await page.evaluate("show(undefined)");
  await page.getByText("no room").waitFor();
  await page.evaluate(`show("lobby")`);
  await eventually(async () => expect(((await shown(page)).texts as string[]).at(-1)).toBe("from React"));
  expect(await page.evaluate("unmount(), client.state")).toBe("closed");
});

test("on a server that renders pages the hooks give empty values and open nothing", () => {
  function Room() {
    const { client, state } = useShoal();
    const { entries } = useTimeline("lobby");
    const { typists } = useTyping("lobby");
    const { onlineCount } = usePresence("lobby");
    const counts = [useConversations().length, entries.length, typists.length, onlineCount, Number(client !== undefined)];
    return createElement("p", null, `${state} ${counts.join()}`);
  }
  const provider = createElement(ShoalProvider, { url: "http://127.0.0.1:1", token: "t" }, createElement(Room));
  expect(renderToString(provider)).toBe("<p>connecting 0,0,0,0,0</p>");
  expect(() => renderToString(createElement(Room))).toThrow("need a <ShoalProvider>");
});
