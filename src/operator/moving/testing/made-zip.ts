import { crc32, deflateRawSync } from "node:zlib";

/** A zip with these entries. A name that yauzl refuses can be put into it, too. */
export function zipOf(entries: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const nameBytes = Buffer.from(name);
    const sizes = [uint(crc32(bytes), 4), uint(packed.length, 4), uint(bytes.length, 4), uint(nameBytes.length, 2), uint(0, 2)];
    const common = [uint(20, 2), uint(0x800, 2), uint(8, 2), uint(0, 2), uint(0x21, 2), ...sizes];
    const local = Buffer.concat([uint(0x04034b50, 4), ...common, nameBytes, packed]);
    directory.push(
      Buffer.concat([
        uint(0x02014b50, 4),
        uint(20, 2),
        ...common,
        uint(0, 2),
        uint(0, 2),
        uint(0, 2),
        uint(0, 4),
        uint(offset, 4),
        nameBytes,
      ]),
    );
    locals.push(local);
    offset += local.length;
  }
  const whole = Buffer.concat(directory);
  const count = uint(directory.length, 2);
  const end = [uint(0x06054b50, 4), uint(0, 4), count, count, uint(whole.length, 4), uint(offset, 4), uint(0, 2)];
  return new Uint8Array(Buffer.concat([...locals, whole, ...end]));
}

function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
}
