import { signal } from "@preact/signals";

/** Whether a file was dropped or pasted just now. There is nothing that it could become. */
export const isFileRefused = signal(false);

/** A file that misses a page, or is not meant for it, would be opened in the page's place. */
export function refuseFiles(): void {
  for (const type of ["dragover", "drop"] as const) {
    window.addEventListener(type, (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (type === "drop") isFileRefused.value = true;
      else if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "none";
    });
  }
  window.addEventListener("paste", ({ clipboardData }) => {
    // A copied table is an image as well; its text is taken.
    if (hasFiles(clipboardData) && !clipboardData?.types.includes("text/plain")) isFileRefused.value = true;
  });
  window.addEventListener("input", () => {
    isFileRefused.value = false;
  });
}

function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes("Files") ?? false;
}
