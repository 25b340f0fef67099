import { afterAll, afterEach, beforeAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { type FileInfo, fileAddress, LOBBY_ID, uploadFile } from "../../src/client/index.ts";
import { type ChatPage, type Device, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { layoutProblems } from "../support/layout.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const FILE_BYTES_MAX = 100_000;

const browser = launchTestBrowser({ isWhole: true });
let server: ServerProcess;
let device: Device;
let ann: ChatPage;

beforeAll(async () => {
  server = await ServerProcess.start({ flags: ["--uploads-max-bytes", String(FILE_BYTES_MAX)] });
});

beforeEach(async () => {
  device = await browser.device({ viewport: { width: 1200, height: 700 } });
  ann = await device.join(server.url, `ann ${Bun.randomUUIDv7().slice(-6)}`);
});

afterEach(async () => {
  await device[Symbol.asyncDispose]();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test("a dropped or pasted file leaves the page where it is, and goes with the next message", async () => {
  const { page } = ann;
  const address = page.url();
  for (const how of ["drop", "paste"] as const) {
    const isTaken = await ann.log.evaluate((log, type) => {
      const data = new DataTransfer();
      data.items.add(new File(["fish"], `${type}.txt`, { type: "text/plain" }));
      const init = { bubbles: true, cancelable: true };
      const event =
        type === "drop"
          ? new DragEvent("drop", { ...init, dataTransfer: data })
          : new ClipboardEvent("paste", { ...init, clipboardData: data });
      return !log.dispatchEvent(event);
    }, how);
    expect(isTaken || how === "paste").toBe(true);
    await ann.attachments.getByText(`${how}.txt`).waitFor();
  }
  await ann.attachments.getByRole("progressbar").first().waitFor({ state: "detached" });
  await ann.page.getByRole("button", { name: "Remove paste.txt" }).click();
  await ann.says("take this");
  const link = ann.log.getByRole("link", { name: "drop.txt 4 bytes" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toBe("drop.txt");
  expect(await Bun.file(await download.path()).text()).toBe("fish");
  expect(await ann.log.getByRole("link", { name: /paste.txt/ }).count()).toBe(0);
  expect(page.url()).toBe(address);
});

test("a picture is chosen, shown at its place, opened large and closed", async () => {
  const { page } = ann;
  const png = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(60, 40);
    canvas.getContext("2d")?.fillRect(0, 0, 60, 40);
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
  });
  await page.locator("input[type=file]").setInputFiles({ name: "reef.png", mimeType: "image/png", buffer: Buffer.from(png) });
  await ann.attachments.getByText("reef.png").waitFor();
  await ann.attachments.getByRole("progressbar").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const picture = ann.log.getByRole("button", { name: /reef.png/ });
  await eventually(async () => {
    const image = picture.getByRole("img");
    expect(await image.evaluate((img: HTMLImageElement) => [img.complete, img.naturalWidth])).toEqual([true, 60]);
  });
  await picture.click();
  const lightbox = page.getByRole("dialog", { name: "reef.png" });
  await lightbox.getByRole("img").waitFor();
  await page.keyboard.press("Escape");
  await lightbox.waitFor({ state: "detached" });
  await picture.click();
  await lightbox.waitFor();
  await page.goBack();
  await lightbox.waitFor({ state: "detached" });
  await page.getByRole("heading", { level: 1, name: "Lobby" }).waitFor();
});

async function attach(page: ChatPage["page"], name: string, byteLength = 4): Promise<void> {
  const buffer = Buffer.alloc(byteLength, "fish");
  await page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer });
}

test("chosen files outlive a reload, in their order; another tab does not have them", async () => {
  const { page } = ann;
  for (const name of ["one.txt", "two.txt", "three.txt"]) {
    await attach(page, name);
    await ann.attachments.getByText(name).waitFor();
  }
  await page.reload();
  await ann.attachments.getByText("three.txt").waitFor();
  expect(await ann.attachments.locator("bdi").allTextContents()).toEqual(["one.txt", "two.txt", "three.txt"]);
  const other = await device.open(server.url);
  await other.message.waitFor();
  expect(await other.attachments.count()).toBe(0);
  await ann.attachments.getByRole("progressbar").first().waitFor({ state: "detached" });
  await ann.says("three files");
  await ann.log.getByRole("link", { name: "two.txt 4 bytes" }).waitFor();
  await ann.rowsOf("three files").getByText("Sent", { exact: true }).waitFor();
  await page.reload();
  await ann.sees("three files");
  expect(await ann.attachments.count()).toBe(0);
});

test("a file that is too large is refused in words, and the message goes without it", async () => {
  const { page } = ann;
  await attach(page, "large.txt", FILE_BYTES_MAX + 1);
  await ann.attachments.getByText(/too large|at most/i).waitFor();
  await ann.message.fill("without it");
  expect(await page.getByRole("button", { name: "Send", exact: true }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Remove large.txt" }).click();
  await ann.says("without it");
  await ann.sees("without it");
});

test("a message that is sent while its file is on its way follows the file", async () => {
  const { page } = ann;
  let letThrough = (): void => {};
  const isHeld = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route("**/api/uploads/**", async (route) => {
    await isHeld;
    await route.continue();
  });
  await attach(page, "slow.txt");
  await ann.attachments.getByRole("progressbar").waitFor();
  await ann.says("with a slow file");
  await page.getByText("Sent as soon as the files are uploaded.").waitFor();
  expect(await ann.rowsOf("with a slow file").count()).toBe(0);
  letThrough();
  await ann.sees("with a slow file");
  await ann.rowsOf("with a slow file").getByRole("link", { name: "slow.txt 4 bytes" }).waitFor();
  expect(await ann.message.inputValue()).toBe("");
});

test("a voice message is recorded, attached and can be played", async () => {
  const { page } = ann;
  using ben = await enter(server.url, `ben ${Bun.randomUUIDv7().slice(-6)}`);
  await page.context().grantPermissions(["microphone"]);
  await page.getByRole("button", { name: "Record a voice message" }).click();
  await page.getByRole("timer", { name: /0:01/ }).waitFor();
  await page.getByRole("button", { name: "Attach the recording" }).click();
  await ann.attachments.getByRole("progressbar").first().waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const sound = ann.log.locator("audio");
  await eventually(async () => expect(await sound.evaluate((audio: HTMLAudioElement) => audio.readyState)).toBeGreaterThan(0));
  const { events } = await ben.client.history(LOBBY_ID, { limit: 1 });
  expect(events).toMatchObject([{ files: [{ type: expect.stringMatching(/^audio\/(mp4|webm|ogg)$/) }] }]);
});

test("a recording that is discarded leaves the draft as it was, and without a microphone the page says so", async () => {
  const { page } = ann;
  await page.context().grantPermissions(["microphone"]);
  await page.getByRole("button", { name: "Record a voice message" }).click();
  await page.getByRole("timer", { name: /0:0/ }).waitFor();
  await page.getByRole("button", { name: "Discard the recording" }).click();
  expect(await ann.attachments.count()).toBe(0);
  await page.context().clearPermissions();
  await page.getByRole("button", { name: "Record a voice message" }).click();
  await page.getByRole("alert").getByText("The browser does not let this page use a microphone.").waitFor();
  await page.getByRole("button", { name: "Discard the recording" }).click();
  await ann.says("in writing");
});

const script = "<script>harm=1</script>";
const hostileNames = [
  `<img src=x onerror=harm=1>.png`,
  `"onload="harm=1".png`,
  "../../../etc/passwd",
  "..\\..\\autoexec.bat",
  "/absolute/path.txt",
  "nul\u0000byte.png",
  "\u202egnp.exe",
  "\u2066\u2067isolated\u2069.txt",
  `Z${"\u0323\u0301".repeat(200)}.txt`,
  "W".repeat(500),
  "字".repeat(200),
  "line\nbreak\r\nContent-Type: text/html",
  "javascript:harm=1",
  "%2e%2e%2f%00.txt",
  ".",
  "..",
  " ",
  "CON",
  "a;filename=evil.html",
  "emoji 🐟 👨‍👩‍👧.txt",
];
const hostileContents: readonly (readonly [kind: string, bytes: string])[] = [
  ["SVG", `<svg xmlns="http://www.w3.org/2000/svg" onload="harm=1">${script}</svg>`],
  ["HTML", `<!doctype html>${script}`],
  ["GIF and script", `GIF89a/*${"\x00".repeat(20)}*/=0;harm=1;`],
  [
    "PNG header of 100,000 × 100,000",
    `\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x06\x00\x00\x00\x00\x00\x00\x00`,
  ],
  ["JPEG and HTML", `\xff\xd8\xff\xe0\x00\x10JFIF\x00${script}`],
  ["ZIP", `PK\x03\x04${"\x00".repeat(60)}${script}`],
  ["WebP cut off", "RIFF\xff\xff\xff\xffWEBPVP8 "],
  ["MP3 and HTML", `ID3\x04\x00\x00\x00\x00\x00\x00${script}`],
  ["XML", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`],
  ["nothing", ""],
];

test("200 hostile files and names run nothing, break out of no row and are served as what they are", async () => {
  const { page } = ann;
  using mallory = await enter(server.url, `mallory ${Bun.randomUUIDv7().slice(-6)}`);
  const { client, token } = mallory;
  await page.evaluate(() => Object.assign(window, { harm: 0 }));
  for (const [nameIndex, name] of hostileNames.entries()) {
    const files: FileInfo[] = [];
    for (const [kind, bytes] of hostileContents) {
      const blob = new Blob([Buffer.from(bytes, "latin1")], { type: "text/html" });
      const id = await uploadFile(server.url, blob, { name, token });
      files.push({ id, name, type: "text/html", byteLength: blob.size });
      expect(kind).not.toBeEmpty();
    }
    await client.send(LOBBY_ID, `hostile ${nameIndex}`, { files });
  }
  await ann.sees(`hostile ${hostileNames.length - 1}`);
  const { events } = await client.history(LOBBY_ID, { limit: hostileNames.length });
  const stored = events.flatMap((event) => (event.type === "message" ? (event.files ?? []) : []));
  expect(stored).toHaveLength(hostileNames.length * hostileContents.length);
  for (const file of stored) {
    expect(file.name).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]/u);
    const response = await fetch(fileAddress(server.url, file), { headers: { authorization: `Bearer ${token}` } });
    expect([response.status, response.headers.get("x-content-type-options")]).toEqual([200, "nosniff"]);
    expect(response.headers.get("content-type")).not.toMatch(/html|svg|xml|script/);
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
  }
  await page.waitForLoadState("networkidle");
  expect(await page.evaluate(() => Reflect.get(window, "harm"))).toBe(0);
  expect((await layoutProblems(page)).filter((problem) => problem.includes("sideways"))).toEqual([]);
  const outside = await ann.log.evaluate((log) => {
    const edge = log.getBoundingClientRect();
    return [...log.querySelectorAll(".files *")].filter((part) => part.getBoundingClientRect().right > edge.right + 1).length;
  });
  expect(outside).toBe(0);
});
