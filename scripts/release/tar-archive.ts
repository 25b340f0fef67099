import { constants, zstdCompressSync } from "node:zlib";
import { packTar } from "modern-tar";
import type { ArchivedFile } from "./archived-file.ts";

/** Higher levels take a window as large as the file, which a reader needs as memory. */
const COMPRESSION_LEVEL = 19;
/** Of every file: the same files make the same bytes on each day. */
const changedAt = new Date(Date.UTC(1980, 0, 1));

/** A `.tar.zst` of these files in their order, which belong to root. The compressor is Bun's own, so its bytes are those of the pinned Bun. */
export async function packTarZstd(files: readonly ArchivedFile[]): Promise<Uint8Array> {
  const tar = await packTar(
    files.map(({ path, content, isProgram }) => ({
      header: {
        name: path,
        size: content.length,
        type: "file",
        mode: isProgram ? 0o755 : 0o644,
        mtime: changedAt,
        uid: 0,
        gid: 0,
        uname: "root",
        gname: "root",
      },
      body: content,
    })),
  );
  const { ZSTD_c_compressionLevel: level, ZSTD_c_checksumFlag: checksum } = constants;
  return zstdCompressSync(tar, { params: { [level]: COMPRESSION_LEVEL, [checksum]: 1 } });
}
