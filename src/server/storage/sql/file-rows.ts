import type { FileInfo } from "../../../protocol/files.ts";

/** A complete file as the table keeps it. */
export interface FileRow {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly byteLength: number;
  readonly width: number | null;
  readonly height: number | null;
}

export const fileColumns = "files.id, files.name, type, byte_length AS byteLength, width, height";

export function fileInfoOf({ id, name, type, byteLength, width, height }: FileRow): FileInfo {
  return { id, name, type, byteLength, ...(width !== null && height !== null && { width, height }) };
}
