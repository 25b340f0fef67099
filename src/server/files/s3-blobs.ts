import { ShoalError } from "../../protocol/errors.ts";
import { fileIdOf, isBlobId, requireBlobId } from "./blob-names.ts";
import type { Blobs } from "./blobs.ts";
import { Pieces } from "./pieces.ts";
import type { S3Store } from "./s3-store.ts";
import { PiecedBlob, type StoredBlob } from "./stored-blob.ts";

/** Of one object. */
const PART_BYTES_MAX = 4 * 1024 * 1024;
/** Of one blob: an upload that comes in more pieces begins again, in larger ones. Each page of a listing has 1,000. */
export const PARTS_MAX = 10_000;
const BLOB_BYTES_MAX = PARTS_MAX * PART_BYTES_MAX;
const PART_DIGITS = 6;
const DELETED_AT_ONCE = 16;

interface Part {
  readonly key: string;
  readonly body: string;
  readonly byteLength: number;
  readonly changedAt: number;
}

/** Bytes of a blob, apart from its name. */
interface Body {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly byteLength: number;
}

/**
 * Blobs in a bucket. An object cannot be added to or renamed, so a blob is a name and a body: `<file>/names/<blob>` is an object that has the name of the body, and
 * `<file>/parts/<body>/<number>` are its bytes, one after the other. An object is made only if it is missing: of two nodes that add the same part, one succeeds. A name
 * is made before the first part and goes after the last one, so a body without a name was left behind.
 */
export class S3Blobs implements Blobs {
  readonly #store: S3Store;
  readonly #pieces = new Pieces(PART_BYTES_MAX);

  constructor(store: S3Store) {
    this.#store = store;
  }

  async append(id: string, offset: number, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    const body = (await this.#find(id)) ?? (offset === 0 ? await this.#create(id) : undefined);
    if (body?.byteLength !== offset) throw new ShoalError("upload-offset-wrong");
    const { name } = body;
    let number = body.parts.length;
    await this.#pieces.write(chunks, async (piece) => {
      if (number >= PARTS_MAX) {
        throw new ShoalError("upload-too-large", {
          message: "This upload came in too many pieces; upload the file again, in larger ones.",
        });
      }
      if (!(await this.#store.make(partKey(id, name, number), piece))) throw new ShoalError("upload-offset-wrong");
      number += 1;
    });
  }

  async size(id: string): Promise<number | undefined> {
    return (await this.#find(id))?.byteLength;
  }

  async open(id: string): Promise<StoredBlob | undefined> {
    const body = await this.#find(id);
    if (body === undefined) return undefined;
    const lastModified = Math.max(0, ...body.parts.map(({ changedAt }) => changedAt));
    return new PiecedBlob(body.byteLength, (start, end) => this.#read(body.parts, start, end), { lastModified });
  }

  async rename(from: string, to: string): Promise<void> {
    const [name, replaced] = await Promise.all([this.#bodyNamed(from), this.#bodyNamed(to)]);
    if (name === undefined) throw new ShoalError("not-found");
    if (fileIdOf(from) !== fileIdOf(to)) throw new Error("a blob stays with its file");
    await this.#store.put(nameKey(to), Buffer.from(name));
    if (from !== to) await this.#store.delete(nameKey(from));
    if (replaced !== undefined && replaced !== name) await this.#deleteParts(await this.#partsOf(to, replaced));
  }

  async delete(id: string): Promise<void> {
    requireBlobId(id);
    const { names, parts } = await this.#contentsOf(fileIdOf(id));
    const bodies = await Promise.all(names.map(async (name) => [name, await this.#bodyNamed(name)] as const));
    const own = bodies.find(([name]) => name === id)?.[1];
    const kept = new Set(bodies.flatMap(([name, body]) => (name === id ? [] : [body])));
    // After a kill two names can have one body. What no name has goes with the file itself.
    await this.#deleteParts(parts.filter(({ body }) => !kept.has(body) && (body === own || fileIdOf(id) === id)));
    if (own !== undefined) await this.#store.delete(nameKey(id));
  }

  /** A file of which only bodies are left is told by its own id: who deletes that, deletes them. */
  async *list(): AsyncIterable<string> {
    let fileId = "";
    let isNamed = true;
    for await (const { key } of this.#store.list("")) {
      const [keyFileId = "", kind, name = ""] = key.split("/");
      const isName = kind === "names" && isBlobId(name) && fileIdOf(name) === keyFileId;
      // Other objects of the bucket are no blobs.
      if (!isName && !(kind === "parts" && isBlobId(keyFileId))) continue;
      if (keyFileId !== fileId) {
        if (!isNamed) yield fileId;
        fileId = keyFileId;
        isNamed = false;
      }
      if (!isName) continue;
      isNamed = true;
      yield name;
    }
    if (!isNamed) yield fileId;
  }

  async hasRoom(byteLength: number): Promise<boolean> {
    return byteLength <= BLOB_BYTES_MAX;
  }

  /** Undefined where another node made it in this moment. */
  async #create(id: string): Promise<Body | undefined> {
    const name = crypto.randomUUID();
    return (await this.#store.make(nameKey(id), Buffer.from(name))) ? { name, parts: [], byteLength: 0 } : undefined;
  }

  async #find(id: string): Promise<Body | undefined> {
    const [name, { parts }] = await Promise.all([this.#bodyNamed(id), this.#contentsOf(fileIdOf(id), "parts/")]);
    if (name === undefined) return undefined;
    const own = parts.filter(({ body }) => body === name);
    return { name, parts: own, byteLength: own.reduce((sum, { byteLength }) => sum + byteLength, 0) };
  }

  async #bodyNamed(id: string): Promise<string | undefined> {
    requireBlobId(id);
    const name = await this.#store.get(nameKey(id));
    return name && new TextDecoder().decode(name);
  }

  async #contentsOf(fileId: string, below = ""): Promise<{ names: readonly string[]; parts: readonly Part[] }> {
    const names: string[] = [];
    const parts: Part[] = [];
    for await (const { key, ...part } of this.#store.list(`${fileId}/${below}`)) {
      const [, kind, name = ""] = key.split("/");
      if (kind === "names") names.push(name);
      else if (kind === "parts") parts.push({ key, body: name, ...part });
    }
    return { names, parts };
  }

  async #partsOf(id: string, name: string): Promise<readonly Part[]> {
    const { parts } = await this.#contentsOf(fileIdOf(id), "parts/");
    return parts.filter(({ body }) => body === name);
  }

  async #deleteParts(parts: readonly Part[]): Promise<void> {
    for (let at = 0; at < parts.length; at += DELETED_AT_ONCE) {
      await Promise.all(parts.slice(at, at + DELETED_AT_ONCE).map(({ key }) => this.#store.delete(key)));
    }
  }

  async #read(parts: readonly Part[], start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(end - start);
    let partStart = 0;
    for (const { key, byteLength } of parts) {
      const partEnd = partStart + byteLength;
      if (partEnd > start && partStart < end) {
        const [from, to] = [Math.max(start, partStart), Math.min(end, partEnd)];
        const piece = await this.#store.get(key, { start: from - partStart, end: to - partStart });
        if (piece === undefined) throw new Error("the blob was deleted while it was read");
        bytes.set(piece, from - start);
      }
      partStart = partEnd;
    }
    return bytes;
  }
}

function nameKey(id: string): string {
  return `${fileIdOf(id)}/names/${id}`;
}

function partKey(id: string, body: string, number: number): string {
  return `${fileIdOf(id)}/parts/${body}/${String(number).padStart(PART_DIGITS, "0")}`;
}
