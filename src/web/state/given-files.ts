import { signal } from "@preact/signals";

/** Files that were dropped or pasted, for the field of the shown conversation. */
export const givenFiles = signal<readonly File[]>([]);

/** A file that misses a page, or is not meant for it, would be opened in the page's place. */
export function takeFiles(): void {
  for (const type of ["dragover", "drop"] as const) {
    window.addEventListener(type, (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (type === "drop") givenFiles.value = [...(event.dataTransfer?.files ?? [])];
      else if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
    });
  }
  window.addEventListener("paste", (event) => {
    // A copied table is an image as well; its text is taken.
    if (!hasFiles(event.clipboardData) || event.clipboardData?.types.includes("text/plain") === true) return;
    event.preventDefault();
    givenFiles.value = [...(event.clipboardData?.files ?? [])];
  });
}

function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes("Files") ?? false;
}
