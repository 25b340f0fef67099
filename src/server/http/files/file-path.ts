import type { FileInfo } from "../../../protocol/files.ts";
import { paths } from "../../../protocol/http.ts";

/** Where a file is on this server [P83a]. */
export function filePathOf({ id, name }: Pick<FileInfo, "id" | "name">): string {
  return `${paths.files}/${id}/${encodeURIComponent(name)}`;
}
