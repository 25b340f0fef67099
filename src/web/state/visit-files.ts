/** A file is held in memory to be shown: larger ones are not. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

/**
 * The browser asks for pictures, sound and downloads with the cookie alone. Where there is none, it is refused, and they are asked for
 * with the token. For good: such a session is as long as the page.
 */
export function showFilesBy(token: string, server: string): void {
  const files = new URL("api/files/", server).href;

  // An error of an element does not bubble.
  document.addEventListener(
    "error",
    ({ target }) => {
      if (!(target instanceof HTMLImageElement || target instanceof HTMLMediaElement) || !target.src.startsWith(files)) return;
      void objectAddressOf(target.src).then((address) => {
        if (address !== undefined) target.src = address;
      });
    },
    true,
  );
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[download]") : null;
    if (link === null || !link.href.startsWith(files)) return;
    event.preventDefault();
    void download(link);
  });

  async function download({ href, download: name }: HTMLAnchorElement): Promise<void> {
    const address = await objectAddressOf(href);
    if (address === undefined) return;
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
  }

  async function objectAddressOf(address: string): Promise<string | undefined> {
    try {
      const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
      const isSmall = Number(response.headers.get("content-length") ?? 0) <= FILE_BYTES_MAX;
      return response.ok && isSmall ? URL.createObjectURL(await response.blob()) : undefined;
    } catch {
      return undefined; // it stays as broken as it was
    }
  }
}
