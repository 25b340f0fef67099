import { describe, expect, test } from "bun:test";
import { mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FileInfo, LOBBY_ID, uploadFile } from "../../src/client/index.ts";
import { Room } from "../support/chat-room.ts";
import { eventually } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { TcpProxy } from "../support/proxy.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const MEBIBYTE = 1024 * 1024;

function filesHeardBy(person: Participant): FileInfo[] {
  return (person.events.get(LOBBY_ID) ?? []).flatMap((event) => (event.type === "message" ? (event.files ?? []) : []));
}

async function sendFile({ client, token }: Participant, name: string, content: string): Promise<void> {
  const file = new File([content], name, { type: "text/plain" });
  const id = await uploadFile(client.url, file, { token });
  await client.send(LOBBY_ID, "", { files: [{ id, name, type: file.type, byteLength: file.size }] });
}

describe("in a terminal", () => {
  test("[P50a] [P50c] what is searched for is found, and gone to", async () => {
    await using room = await Room.open(["--messages-per-second", "0"]);
    using ben = await enter(room.server.url, "ben");
    await ben.client.send(LOBBY_ID, "the first clownfish");
    for (let count = 1; count <= 300; count += 1) await ben.client.send(LOBBY_ID, `number ${count}.`);
    const ann = room.chatAs("ann");
    await ann.shows(/number 300\./);
    await eventually(async () => expect((await ben.client.search("clownfish")).results.length).toBe(1));
    ann.say("/search from:ben clown");
    await ann.shows(/1\. #lobby #\d+ · ben · .*: the first clownfish/);
    expect(ann.screen({ isColoured: true })).toMatch(/\[33m.{0,8}clown/);
    ann.say("/goto 1");
    await ann.shows(/ben: the first clownfish\n +#\d+\n[\s\S]*number 1\./);
    const seq = /clownfish\n +#(\d+)/.exec(ann.screen())?.[1];
    ann.say(`/reply #${seq} found you`);
    await eventually(() => expect(ben.texts(LOBBY_ID)).toContain("found you"));
    ann.press("PPage");
    for (let count = 0; count < 3; count += 1) ann.press("NPage");
    await ann.shows(/number \d\d?\./);
    ann.press("C-End");
    await ann.shows(/↳ ben: the first clownfish\n +ann: found you ✓/);
    await eventually(async () => expect((await ben.client.search('"number 300"')).results.length).toBe(1));
    ann.say("/search number");
    await ann.shows(/10\. #lobby .* number 291\./);
    await ann.shows(/\/search shows more/);
    ann.say("/search");
    await ann.shows(/20\. #lobby .* number 281\./);
    ann.say("/search 鲸鱼");
    await ann.shows(/Nothing was found\./);
  });

  test("[P80c] [P83a] a file goes from one terminal to the other, and is never written over another", async () => {
    await using room = await Room.open();
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "my reef.txt"), "鱼".repeat(1000));
    const at = (name: string, language = "C.UTF-8") =>
      room.open(name, `cd ${folder.path} && LC_ALL=${language} ${room.command("--nickname", name)}`);
    const ann = at("ann");
    const ben = at("ben", "zh_CN.UTF-8");
    await ann.shows(/#lobby · 2 online/);
    await ben.shows(/已连接/);
    ann.say('/upload "my reef.txt" look at it');
    await ann.shows(/ann: look at it ✓\n +📎 ?my reef\.txt \(3 kB\): \/download #\d+/);
    await ben.shows(/ann: look at it\n +📎 ?my reef\.txt（3 kB）：\/download #\d+/);
    ben.say("/download");
    await ben.shows(/已保存 my reef\.txt，位置：my reef \(1\)\.txt/);
    expect(await readFile(join(folder.path, "my reef (1).txt"), "utf8")).toBe("鱼".repeat(1000));
    expect((await readdir(folder.path)).toSorted()).toEqual(["my reef (1).txt", "my reef.txt"]);
    ann.say("/upload nothing.png");
    await ann.shows(/There is no file nothing\.png\./);
    ann.say("/upload .");
    await ann.shows(/\. is a folder; \/upload takes one file\./);
    await writeFile(join(folder.path, "large.bin"), "");
    await truncate(join(folder.path, "large.bin"), 26 * MEBIBYTE);
    ann.say("/upload large.bin");
    await ann.shows(/large\.bin has 27\.3 MB; this server takes files of at most 26\.2 MB\./);
    ann.say("/download #1");
    await ann.shows(/Message #1 has no files here/);
  });

  test("[P80c] [P81b] an upload goes on after a cut, and is cancelled by Ctrl-C without leaving an unfinished one", async () => {
    await using room = await Room.open();
    await using folder = await temporaryFolder();
    await using proxy = await TcpProxy.start(room.server.url);
    using ben = await enter(room.server.url, "ben");
    const path = join(folder.path, "reef.bin");
    await writeFile(path, Buffer.alloc(4 * MEBIBYTE, "fish"));
    const ann = room.open("ann", room.command("--nickname", "ann").replace(room.server.url, proxy.url));
    await ann.shows(/Connected/);
    proxy.cutAfter("up", MEBIBYTE);
    ann.say(`/upload ${path} after a cut`);
    await eventually(() => expect(filesHeardBy(ben)).toMatchObject([{ name: "reef.bin", byteLength: 4 * MEBIBYTE }]), 20_000);
    expect(proxy.cutCount).toBeGreaterThan(0);

    await ann.shows(/Connected/);
    const cutCount = proxy.cutCount;
    proxy.cutAfter("up", MEBIBYTE);
    ann.say(`/upload ${path} never`);
    await eventually(() => expect(proxy.cutCount).toBeGreaterThan(cutCount));
    ann.press("C-c"); // in the wait before it goes on
    await ann.shows(/reef\.bin: cancelled\./);
    expect(await unfinishedIn(room)).toBe(0);
    ann.say("still here");
    await eventually(() => expect(ben.texts(LOBBY_ID).at(-1)).toBe("still here"), 20_000);
    expect(ben.texts(LOBBY_ID)).not.toContain("never");
  });

  test("a stranger's name of a file neither commands the terminal nor leaves the folder", async () => {
    await using room = await Room.open();
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "here"));
    using eve = await enter(room.server.url, "eve");
    await sendFile(eve, "\u001b[2J../../\u202e.evil", "harmless");
    const ann = room.open("ann", `cd ${join(folder.path, "here")} && ${room.command("--nickname", "ann")}`);
    await ann.shows(/📎 ?evil \(8 bytes\): \/download #\d+/);
    ann.say("/download");
    await ann.shows(/Saved evil\./);
    expect((await readdir(folder.path, { recursive: true })).toSorted()).toEqual(["here", "here/evil"]);
  });
});

describe("through pipes", () => {
  test("a script sends a file, and another one saves it", async () => {
    await using room = await Room.open();
    await using folder = await temporaryFolder();
    using ben = await enter(room.server.url, "ben");
    const path = join(folder.path, "report.txt");
    await writeFile(path, "all is well");
    const sent = await room.pipe("ann", [`/upload ${path} the report`, "/history"], ["--files"]);
    expect(sent).toMatchObject({ exitCode: 0, stderr: "" });
    expect(sent.stdout).toMatch(/\[#lobby\] ann: the report\n\[#lobby\] ann: 📎 report\.txt \(11 bytes\): \/download #\d+\n/);
    await eventually(() => expect(filesHeardBy(ben)).toMatchObject([{ name: "report.txt", byteLength: 11 }]));
    const saved = await room.pipe("cleo", [`/download ${join(folder.path, "copy.txt")}`, "/download #1"], ["--files"]);
    expect(saved).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(`Saved report.txt as ${folder.path}/copy.txt.`) });
    expect(saved.stderr).toContain("Message #1 has no files here");
    expect(await readFile(join(folder.path, "copy.txt"), "utf8")).toBe("all is well");
  });

  test("a stranger's line in a pipe sends no file and saves none, unless the user allows it", async () => {
    await using room = await Room.open();
    await using folder = await temporaryFolder();
    using ben = await enter(room.server.url, "ben");
    await sendFile(ben, "reef.txt", "fish");
    const path = join(folder.path, "secret.txt");
    await writeFile(path, "secret");
    const { exitCode, stderr } = await room.pipe("ann", [`/upload ${path}`, `/download ${join(folder.path, "copy")}`]);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      `${"shoal chat: Lines from a pipe may not send or save files; start with --files when they are your own.\n".repeat(2)}`,
    );
    expect(await readdir(folder.path)).toEqual(["secret.txt"]);
    expect(filesHeardBy(ben).map(({ name }) => name)).toEqual(["reef.txt"]);
  });
});

/** Uploads that the server has a part of. */
async function unfinishedIn(room: Room): Promise<number> {
  const names = await readdir(join(room.server.dataFolder, "files"), { recursive: true });
  return names.filter((name) => name.endsWith(".upload")).length;
}
