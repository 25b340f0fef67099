import { expect, test } from "bun:test";
import { createTarPacker } from "modern-tar";
import { OperatorError } from "../operator-error.ts";
import { readArchive } from "./archive-reader.ts";
import { ArchiveWriter } from "./archive-writer.ts";

const options = { label: "backup.tar", isExpected: (name: string) => /^[a-z]+\.txt$/.test(name) };

async function archiveOf(entries: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const writer = new ArchiveWriter(new WritableStream({ write: (chunk) => void chunks.push(chunk.slice()) }));
  for (const [name, text] of Object.entries(entries)) await writer.addText(name, text);
  await writer.close();
  return Buffer.concat(chunks);
}

async function textsOf(archive: Uint8Array): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for await (const { name, body } of readArchive(streamOf(archive), options)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk.slice());
    texts[name] = Buffer.concat(chunks).toString();
  }
  return texts;
}

/** In small pieces, as a pipe brings them. */
function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + 700));
      at += 700;
    },
  });
}

const refusal = async (archive: Uint8Array): Promise<string> => {
  const error = await textsOf(archive).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(OperatorError);
  return String(error);
};

test("an archive brings back what was added", async () => {
  const entries = { "one.txt": "first", "two.txt": "鱼".repeat(5_000), "empty.txt": "" };
  expect(await textsOf(await archiveOf(entries))).toEqual(entries);
});

test("an archive that was cut off anywhere is refused", async () => {
  const archive = await archiveOf({ "one.txt": "first", "two.txt": "second" });
  for (let length = 0; length < archive.length - 1_024; length += 256) {
    expect(await refusal(archive.subarray(0, length))).toContain("backup.tar is damaged");
  }
});

test("one byte that differs is found", async () => {
  const archive = await archiveOf({ "one.txt": "first" });
  archive[512] = (archive[512] ?? 0) ^ 1;
  expect(await refusal(archive)).toContain("one.txt is not what was archived");
});

test.each(["../one.txt", "/etc/passwd", "One.txt", "folder/one.txt"])("the name %p is refused", async (name) => {
  expect(await refusal(await archiveOf({ [name]: "bad" }))).toContain(JSON.stringify(name));
});

test("a link is refused", async () => {
  const { readable, controller } = createTarPacker();
  await controller.add({ name: "one.txt", size: 0, type: "symlink", linkname: "/etc/passwd" }).close();
  controller.finalize();
  expect(await refusal(new Uint8Array(await new Response(readable).arrayBuffer()))).toContain("did not put there");
});

test("what is no archive is refused", async () => {
  expect(await refusal(Buffer.alloc(64 * 1024, "x"))).toContain("backup.tar is damaged");
  expect(await refusal(Buffer.alloc(0))).toContain("backup.tar is damaged");
});

test("what the target says is what the writer throws", async () => {
  const full = Object.assign(new Error("no space"), { code: "ENOSPC", syscall: "write" });
  const target = new WritableStream({ write: () => Promise.reject(full) }, { highWaterMark: 1 });
  const writer = new ArchiveWriter(target);
  const adding = async () => {
    for (let count = 0; count < 100; count += 1) await writer.addText(`${count}.txt`, "x".repeat(10_000));
    await writer.close();
  };
  expect(await adding().catch((error: unknown) => error)).toBe(full);
});
