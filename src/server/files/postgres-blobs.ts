import { ShoalError } from "../../protocol/errors.ts";
import { requireBlobId } from "./blob-names.ts";
import type { Blobs } from "./blobs.ts";
import { Pieces } from "./pieces.ts";
import type { PostgresConnection } from "./postgres-connection.ts";
import { CHUNK_BYTES } from "./postgres-schema.ts";
import { PiecedBlob, type StoredBlob } from "./stored-blob.ts";

/** Committed at once: with more a slow disk keeps the database's other writers waiting. */
const PIECE_BYTES_MAX = 1024 * 1024;
/** The database does not tell how much room its disk has. */
const BLOB_BYTES_MAX = 2 ** 31 * 16;
const IDS_PER_PAGE = 1_000;

interface BlobRow {
  readonly key: string;
  readonly byteLength: string;
}

/** Blobs as rows of the PostgreSQL that has the log: any node reaches them, and they are in its backups. */
export class PostgresBlobs implements Blobs {
  readonly #database: PostgresConnection;
  readonly #pieces = new Pieces(PIECE_BYTES_MAX);

  constructor(database: PostgresConnection) {
    this.#database = database;
  }

  async append(id: string, offset: number, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    requireBlobId(id);
    const size = (await this.size(id)) ?? (offset === 0 ? await this.#create(id) : undefined);
    if (size !== offset) throw new ShoalError("upload-offset-wrong");
    let end = offset;
    await this.#pieces.write(chunks, async (piece) => {
      await this.#add(id, end, piece);
      end += piece.length;
    });
  }

  async size(id: string): Promise<number | undefined> {
    const row = await this.#find(id);
    return row && Number(row.byteLength);
  }

  async open(id: string): Promise<StoredBlob | undefined> {
    requireBlobId(id);
    const row = await this.#find(id);
    return row && new PiecedBlob(Number(row.byteLength), (start, end) => this.#read(row.key, start, end));
  }

  async rename(from: string, to: string): Promise<void> {
    requireBlobId(to);
    if (from === to) return;
    // One statement, and one moment: the name is free when the row takes it, because its constraint is checked row by row after the deletion.
    const renamed = await this.#database.ask(
      `WITH source AS (SELECT key FROM blobs WHERE id = $1 FOR UPDATE),
         replaced AS (DELETE FROM blobs WHERE id = $2 AND EXISTS (SELECT FROM source) RETURNING key)
       UPDATE blobs SET id = $2 WHERE key = (SELECT key FROM source) AND (SELECT count(*) FROM replaced) >= 0 RETURNING key`,
      [from, to],
    );
    if (renamed.length === 0) throw new ShoalError("not-found");
  }

  async delete(id: string): Promise<void> {
    await this.#database.ask("DELETE FROM blobs WHERE id = $1", [id]);
  }

  async *list(): AsyncIterable<string> {
    let after = "";
    for (;;) {
      const rows = await this.#database.ask<{ id: string }>("SELECT id FROM blobs WHERE id > $1 ORDER BY id LIMIT $2", [
        after,
        IDS_PER_PAGE,
      ]);
      for (const { id } of rows) yield id;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.id;
    }
  }

  async hasRoom(byteLength: number): Promise<boolean> {
    return byteLength <= BLOB_BYTES_MAX;
  }

  async #find(id: string): Promise<BlobRow | undefined> {
    const [row] = await this.#database.ask<BlobRow>(
      `SELECT key::text AS key, byte_length::text AS "byteLength" FROM blobs WHERE id = $1`,
      [id],
    );
    return row;
  }

  /** Answers its size; undefined where another node made it in this moment. */
  async #create(id: string): Promise<number | undefined> {
    const rows = await this.#database.ask(
      "INSERT INTO blobs (id, byte_length) VALUES ($1, 0) ON CONFLICT DO NOTHING RETURNING key",
      [id],
    );
    return rows.length === 0 ? undefined : 0;
  }

  /** The blob ends at `end`, in the transaction that adds to it: of two who add there, one does. */
  async #add(id: string, end: number, piece: Uint8Array<ArrayBuffer>): Promise<void> {
    const rows: (number | Uint8Array)[] = [];
    for (let at = 0; at < piece.length; ) {
      const number = Math.floor((end + at) / CHUNK_BYTES);
      const next = Math.min(piece.length, (number + 1) * CHUNK_BYTES - end);
      rows.push(number, piece.subarray(at, next));
      at = next;
    }
    const places = Array.from({ length: rows.length / 2 }, (_, row) => `($${row * 2 + 4}::integer, $${row * 2 + 5}::bytea)`);
    const added = await this.#database.ask(
      `WITH blob AS (UPDATE blobs SET byte_length = byte_length + $3::bigint WHERE id = $1 AND byte_length = $2::bigint RETURNING key)
       INSERT INTO blob_chunks (blob_key, number, bytes)
       SELECT blob.key, added.number, added.bytes FROM blob, (VALUES ${places.join(", ")}) AS added (number, bytes)
       ON CONFLICT (blob_key, number) DO UPDATE SET bytes = blob_chunks.bytes || excluded.bytes
       RETURNING number`,
      [id, end, piece.length, ...rows],
    );
    if (added.length === 0) throw new ShoalError("upload-offset-wrong");
  }

  async #read(key: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const rows = await this.#database.ask<{ bytes: Uint8Array }>(
      `SELECT substring(bytes
         FROM (greatest($2::bigint - number::bigint * ${CHUNK_BYTES}, 0) + 1)::integer
         FOR (least($3::bigint - number::bigint * ${CHUNK_BYTES}, ${CHUNK_BYTES}) - greatest($2::bigint - number::bigint * ${CHUNK_BYTES}, 0))::integer
       ) AS bytes
       FROM blob_chunks WHERE blob_key = $1::bigint AND number BETWEEN $4::integer AND $5::integer ORDER BY number`,
      [key, start, end, Math.floor(start / CHUNK_BYTES), Math.floor((end - 1) / CHUNK_BYTES)],
    );
    const bytes = new Uint8Array(end - start);
    let at = 0;
    for (const row of rows) {
      bytes.set(row.bytes, at);
      at += row.bytes.length;
    }
    if (at !== bytes.length) throw new Error("the blob was deleted while it was read");
    return bytes;
  }
}
