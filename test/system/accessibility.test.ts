import { expect, setDefaultTimeout, test } from "bun:test";
import axe from "axe-core";
import { type ChatPage, launchTestBrowser } from "../support/browser.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

for (const [device, viewport] of [
  ["desktop", { width: 1280, height: 800 }],
  ["phone", { width: 390, height: 844 }],
] as const) {
  test(`everybody can use the page: light and dark, on a ${device}`, async () => {
    await using server = await ServerProcess.start();
    using ben = await enter(server.url, "ben");
    await ben.client.send("lobby", "See https://example.org and `code`, @ann");
    // The policy of the page forbids the tool that looks at it, too.
    await using browserDevice = await browser.device({ viewport, bypassCSP: true });
    const entrance = await browserDevice.open(server.url);
    await entrance.page.getByRole("textbox", { name: "Nickname" }).waitFor();
    await expectNoViolations(entrance);
    await entrance.page.close();

    const ann = await browserDevice.join(server.url, "ann");
    await ann.says("hello");
    await ann.sees("hello");
    await ben.client.send("lobby", "hello ann");
    await ann.sees("hello ann");
    await ben.client.send(
      "lobby",
      `> **quote**\n- item\n\`\`\`ts\ncode(${'"wide ", '.repeat(40)});\n\`\`\`\n${"line\n".repeat(30)}`,
    );
    await ann.page.getByRole("button", { name: "Show all" }).waitFor();
    await ben.client.invite((await ben.client.createRoom({ name: "reef" })).id, (await ben.lookUp("ann")).id);
    await ann.page
      .getByText(/^ben invites you to “reef”$/)
      .first()
      .waitFor({ state: "attached" });
    await expectNoViolations(ann);
    await ann.message.pressSequentially(":sm");
    await ann.page.getByRole("listbox").waitFor();
    await expectNoViolations(ann);
    await ann.message.fill("");
    await ann.page.getByRole("button", { name: "Emoji" }).click();
    await ann.page.getByRole("button", { name: "😀", exact: true }).waitFor();
    await expectNoViolations(ann);
    await ann.page.keyboard.press("Escape");
    if (device === "phone") {
      await ann.opensDetails();
      await expectNoViolations(ann);
      await ann.page.keyboard.press("Escape");
      await ann.goesToList();
      await expectNoViolations(ann);
    }
    await ann.page.getByRole("button", { name: "New room" }).click();
    await ann.page.getByRole("textbox", { name: "Room name" }).waitFor();
    await expectNoViolations(ann);
  });
}

async function expectNoViolations({ page }: ChatPage): Promise<void> {
  await page.evaluate(axe.source);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => window.axe.run());
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(
      serious.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) })),
      colorScheme,
    ).toEqual([]);
  }
}

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}
