import { crc32, deflateRawSync } from "node:zlib";
import type { ArchivedFile } from "./archived-file.ts";

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
/** 2.0: folders in names, and deflate. */
const VERSION = 20;
const DEFLATE = 8;
const COMPRESSION_LEVEL = 9;
/** Names are UTF-8. */
const UTF8_NAMES = 1 << 11;
/** 1 January 1980, the first day that a zip can name: the same files make the same bytes on each day. */
const CHANGED_ON = (1 << 5) | 1;
/** Beyond that a zip needs fields of 64 bits. */
const ARCHIVE_BYTES_MAX = 0xffffffff;

/** A `.zip` of these files in their order, for Windows, which opens nothing smaller everywhere. */
export function packZip(files: readonly ArchivedFile[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content } of files) {
    const name = Buffer.from(path);
    const body = deflateRawSync(content, { level: COMPRESSION_LEVEL });
    const description = describe(name, content, body.length);
    const local = Buffer.concat([numbers([4, LOCAL_HEADER]), description, name]);
    // No comment, the first disk, no attributes of DOS or Unix.
    const place = numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]);
    directory.push(Buffer.concat([numbers([4, CENTRAL_HEADER], [2, VERSION]), description, place, name]));
    parts.push(local, body);
    offset += local.length + body.length;
    if (offset > ARCHIVE_BYTES_MAX) throw new Error(`A zip must have at most ${ARCHIVE_BYTES_MAX} bytes.`);
  }
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const count = files.length;
  const onDisks = numbers([2, 0], [2, 0], [2, count], [2, count]);
  const end = [numbers([4, END_OF_DIRECTORY]), onDisks, numbers([4, directoryBytes], [4, offset], [2, 0])];
  return Buffer.concat([...parts, ...directory, ...end]);
}

/** What the file's own header and the directory both say. */
function describe(name: Buffer, content: Uint8Array, compressedBytes: number): Buffer {
  return numbers(
    [2, VERSION],
    [2, UTF8_NAMES],
    [2, DEFLATE],
    [2, 0], // midnight
    [2, CHANGED_ON],
    [4, crc32(content)],
    [4, compressedBytes],
    [4, content.length],
    [2, name.length],
    [2, 0], // no extra fields
  );
}

/** How many bytes, and the number in them. */
type Field = readonly [bytes: 2 | 4, value: number];

function numbers(...fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}
