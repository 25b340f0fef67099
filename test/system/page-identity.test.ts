import { expect, setDefaultTimeout, test } from "bun:test";
import type { Page, WebSocketRoute } from "playwright-core";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("ann's unsent message of an offline tab is not sent as ben, who signed in meanwhile in another", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const one = await device.join(server.url, "ann");
  const other = await device.open("about:blank");
  const network = await Network.of(other.page);
  await other.page.goto(server.url);
  await other.message.waitFor();

  network.cut();
  await other.says("I am ann, and this is my secret");
  await other.log.getByText("I am ann, and this is my secret").waitFor();
  await one.signsOut();
  await one.page.getByRole("textbox", { name: "Nickname" }).fill("ben");
  await one.page.getByRole("button", { name: "Join" }).click();
  await one.message.waitFor();
  network.mend();

  await other.people.getByText("you").waitFor();
  // It may wait for 20 s before it tries again [P31].
  await eventually(async () => expect(await other.people.innerText()).toContain("ben"), 40_000);
  await other.says("hello from ben");
  await one.sees("hello from ben");
  for (const { page } of [one, other]) await eventually(async () => expect(await page.content()).not.toContain("secret"));
});

test("fish leap on the sign-in until it is left alone, and not at all for those who want no motion", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device({ reducedMotion: "no-preference" });
  const { page } = await device.open(server.url);
  const picture = () => page.locator("canvas").evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const hasMoved = async () => {
    const before = await picture();
    await Bun.sleep(200);
    return (await picture()) !== before;
  };
  await eventually(async () => expect(await hasMoved()).toBe(true));
  await eventually(async () => expect(await hasMoved()).toBe(false), 20_000);
  await page.mouse.move(40, 40);
  await eventually(async () => expect(await hasMoved()).toBe(true));

  await page.emulateMedia({ reducedMotion: "reduce" });
  await eventually(async () => expect(await hasMoved()).toBe(false));
  await page.mouse.move(80, 80);
  expect(await hasMoved()).toBe(false);
});

/** Of one tab alone. */
class Network {
  readonly #sockets = new Set<WebSocketRoute>();
  #isCut = false;

  static async of(page: Page): Promise<Network> {
    const network = new Network();
    await page.route("**/api/**", (route) => (network.#isCut ? route.abort() : route.continue()));
    await page.routeWebSocket("**/api/socket", (socket) => network.#connect(socket));
    return network;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) void socket.close();
    this.#sockets.clear();
  }

  mend(): void {
    this.#isCut = false;
  }

  #connect(socket: WebSocketRoute): void {
    if (this.#isCut) void socket.close();
    else {
      socket.connectToServer();
      this.#sockets.add(socket);
    }
  }
}
