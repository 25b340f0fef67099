import { downloadFile, type FileInfo } from "../client/index.ts";

/** Downloads a file with the visitor's token, and gives it to the browser to save. Throws what `downloadFile` throws. */
export async function saveFile(url: string, file: FileInfo, token: string): Promise<void> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const bytes of downloadFile(url, file, { token })) parts.push(bytes);
  // Never its own type: whatever it is, it is saved and not opened.
  const address = URL.createObjectURL(new Blob(parts, { type: "application/octet-stream" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: file.name });
  link.click();
  URL.revokeObjectURL(address);
}
