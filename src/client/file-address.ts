import type { FileInfo } from "../protocol/files.ts";
import { paths } from "../protocol/http.ts";
import { addressOf } from "./address.ts";

/**
 * Where a file of a message is, for a browser that is signed in. `preview`: a small picture of a picture.
 * @example image.src = fileAddress(client.url, message.files[0], "preview");
 */
export function fileAddress(url: string, { id, name }: Pick<FileInfo, "id" | "name">, kind: "file" | "preview" = "file"): string {
  const last = kind === "preview" ? "preview" : encodeURIComponent(name);
  return addressOf(url, `${paths.files}/${encodeURIComponent(id)}/${last}`).href;
}
