import { afterAll, beforeAll } from "bun:test";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { createDeviceLink } from "../../src/client/index.ts";
import { chromiumFlags, chromiumPath, launchChromium, launchHeadlessChromium } from "./chromium.ts";
import { eventually } from "./eventually.ts";
import type { Participant } from "./people.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const ACTION_WITHIN_MS = 20_000;

/** While a server is away the browser itself reports that it cannot be reached, and also a `send()` after the end; that is no mistake of the page. */
const absence = /Failed to load resource|WebSocket connection to|WebSocket is already in CLOSING|net::ERR_|ERR_CONNECTION/;

interface TestBrowserOptions {
  readonly fontSizePx?: number;
  readonly isWhole?: boolean;
}

/** A real browser, in which people open the page. */
export interface TestBrowser {
  /** A device that has never been here: no cookie, nothing stored. */
  device(options?: BrowserContextOptions): Promise<Device>;
}

/**
 * One browser for all tests of the file that calls this: launched before the first of them, closed after the last.
 * `fontSizePx` is the font size that its user chose in its settings; 16 unless told. `isWhole`: for what a
 * browser without windows does not have, such as a microphone or notifications.
 */
export function launchTestBrowser({ fontSizePx, isWhole }: TestBrowserOptions = {}): TestBrowser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    const launch = isWhole ? launchChromium : launchHeadlessChromium;
    browser = await launch(fontSizePx === undefined ? [] : [`--blink-settings=defaultFontSize=${fontSizePx}`]);
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    async device(options = {}) {
      if (browser === undefined) throw new Error("The browser is launched when the first test begins.");
      // A service worker answers before a test's routes can, and fetches the whole page for each device: the tests of it allow it.
      const usual = { locale: "en-GB", reducedMotion: "reduce", serviceWorkers: "block" } as const;
      const context = await browser.newContext({ ...usual, ...options });
      context.setDefaultTimeout(ACTION_WITHIN_MS);
      return new Device(context);
    },
  };
}

const slowdown = Number(process.env.PAGE_SLOWDOWN ?? 1);

/** A device whose browser keeps no cookies; it then keeps nothing else of a page either. Only the whole browser has such a setting. */
export async function deviceWithoutCookies(): Promise<Device> {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, "Default"));
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(join(folder.path, "Default", "Preferences"), JSON.stringify(settings));
  const context = await chromium.launchPersistentContext(folder.path, {
    executablePath: chromiumPath(),
    args: [...chromiumFlags],
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(ACTION_WITHIN_MS);
  context.on("close", () => void folder[Symbol.asyncDispose]());
  return new Device(context);
}

/** Somebody's browser. At the end it fails when a page in it reported an error: an exception, or something that its policy forbids. */
export class Device implements AsyncDisposable {
  readonly #context: BrowserContext;
  readonly #errors: string[] = [];

  constructor(context: BrowserContext) {
    this.#context = context;
    context.on("weberror", (error) => this.#errors.push(error.error().stack ?? error.error().message));
    context.on("console", (message) => {
      if (message.type() === "error" && !absence.test(message.text())) this.#errors.push(message.text());
    });
  }

  async open(url: string): Promise<ChatPage> {
    const page = await this.#context.newPage();
    if (slowdown > 1) await slowDown(page, slowdown);
    await page.goto(url);
    for (const name of ["reload", "goto", "goBack"] as const) {
      const navigate = page[name].bind(page) as (...parameters: unknown[]) => Promise<null>;
      page[name] = async (...parameters: unknown[]) => {
        await closedOverlaysLeft(page);
        return await navigate(...parameters);
      };
    }
    return new ChatPage(page);
  }

  /** Signs in under that nickname, with the words of the page's language. */
  async join(url: string, nickname: string): Promise<ChatPage> {
    const chat = await this.open(url);
    await chat.page.getByRole("textbox", { name: "Nickname" }).fill(nickname);
    await chat.page.getByRole("button", { name: "Join" }).click();
    await chat.message.waitFor();
    return chat;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    if (this.#errors.length > 0) throw new Error(`The page reported errors:\n${this.#errors.join("\n")}`);
  }
}

/** The page by the names that a screen reader says. */
export class ChatPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get message(): Locator {
    return this.page.getByRole("textbox", { name: "Message", exact: true });
  }

  get log(): Locator {
    return this.page.getByRole("log", { name: "Messages" });
  }

  /** The files of the next message. */
  get attachments(): Locator {
    return this.page.getByRole("list", { name: "Attached files" });
  }

  get conversations(): Locator {
    return this.page.getByRole("navigation", { name: "Conversations" });
  }

  get people(): Locator {
    return this.page.getByRole("region", { name: "People" });
  }

  async says(text: string): Promise<void> {
    await this.message.fill(text);
    await this.page.getByRole("button", { name: "Send" }).click();
  }

  /** The rows of every message with exactly this text. */
  rowsOf(text: string): Locator {
    return this.log.getByRole("listitem").filter({ has: this.page.getByText(text, { exact: true }) });
  }

  /** Waits until that message is in sight of a screen reader: once, and no longer on its way. */
  async sees(text: string): Promise<void> {
    await this.#hasOne(text, "there");
    // An acknowledged message of the user's own has no date until it is an event, and then a row of its own.
    await this.rowsOf(text).locator("time[datetime]").waitFor({ state: "attached" });
  }

  /** How many unread messages the title of the page tells. */
  async unreadCount(): Promise<number> {
    return Number(/^\((\d+)\)/.exec(await this.page.title())?.[1] ?? 0);
  }

  /** Waits until that is in the visible part of the log. */
  async hasInView(what: Locator): Promise<void> {
    await eventually(async () => {
      const [view, box] = [await this.log.boundingBox(), await what.boundingBox({ timeout: 1_000 })];
      if (view === null || box === null) throw new Error("There is nothing to be seen.");
      if (box.y < view.y || box.y + box.height > view.y + view.height)
        throw new Error(`${box.y} is out of ${view.y}+${view.height}.`);
    }, 20_000);
  }

  /** Waits until that message is there, on its way. */
  async isSending(text: string): Promise<void> {
    await this.#hasOne(text, "sending");
  }

  /** Waits until that message is there, refused. */
  async hasNotSent(text: string): Promise<void> {
    await this.#hasOne(text, "not sent");
  }

  /** Goes to a conversation by its name. */
  async goesTo(name: string): Promise<void> {
    await this.conversations.getByRole("link", { name }).click();
    await this.page.getByRole("heading", { level: 1, name }).waitFor();
  }

  /** Goes from a phone's talk to its list. */
  async goesToList(): Promise<void> {
    await this.page.getByRole("button", { name: "Conversations" }).click();
    await this.conversations.waitFor();
  }

  /** Opens the details of the shown conversation, where they have no column. */
  async opensDetails(): Promise<void> {
    if (await this.page.locator(".details").isVisible()) return;
    await this.page.getByRole("button", { name: /^(People and details of|About) / }).click();
    await this.page.getByRole("dialog", { name: "Details" }).waitFor();
  }

  /** Opens the private conversation with that person. */
  async opensDirect(nickname: string): Promise<void> {
    await this.opensCard(nickname);
    await this.page.getByRole("dialog").getByRole("button", { name: "Message" }).click();
    await this.page.getByRole("heading", { level: 1, name: nickname }).waitFor();
  }

  /** Opens the card of a member. */
  async opensCard(nickname: string): Promise<void> {
    await this.people.getByRole("button", { name: new RegExp(`^${nickname}`) }).click();
    await this.page.getByRole("dialog", { name: "About" }).waitFor();
  }

  async signsOut(): Promise<void> {
    await this.page.getByRole("button", { name: /Settings/ }).click();
    await this.page.getByRole("button", { name: "Sign out", exact: true }).click();
    await this.page.getByRole("dialog").getByRole("button", { name: "Sign out", exact: true }).click();
    await this.page.getByRole("textbox", { name: "Nickname" }).waitFor();
  }

  async #hasOne(text: string, state: MessageState): Promise<void> {
    await eventually(async () => {
      const states = (await this.rowsOf(text).allInnerTexts()).map(stateOf);
      if (states.length !== 1 || states[0] !== state) {
        throw new Error(`"${text}" is there ${states.length} times (${states.join(", ")}):\n${await this.log.innerText()}`);
      }
    }, 20_000);
  }
}

/** A device link of theirs, to the page at that address. */
export async function deviceLinkOf({ token }: Participant, pageUrl: string): Promise<string> {
  const { code } = await createDeviceLink(pageUrl, { token });
  return new URL(`#link=${code}`, pageUrl).href;
}

/** The page's processor is so many times slower: what fails only then waits for the wrong thing, or is a race in the page. */
async function slowDown(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

/** The browser goes back over a closed overlay a moment after it is closed; another navigation meanwhile would be aborted. */
async function closedOverlaysLeft(page: Page): Promise<void> {
  await page.waitForFunction(
    () => history.state?.overlay === undefined || document.querySelector("dialog[open], [role=dialog]") !== null,
  );
}

type MessageState = "there" | "sending" | "not sent";

function stateOf(row: string): MessageState {
  if (row.includes("Not sent.")) return "not sent";
  return row.includes("Sending…") ? "sending" : "there";
}
