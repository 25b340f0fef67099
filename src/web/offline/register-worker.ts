/** Beside the page, whose folder is its scope. */
const ADDRESS = "./sw.js";

/** Chromium takes a script's address only from a policy that the page's headers name. */
interface TrustedTypes {
  createPolicy(
    name: "service-worker",
    rules: { createScriptURL(address: string): string },
  ): {
    createScriptURL(address: string): string;
  };
}

/** Keeps the page's files for when there is no network. A browser that refuses goes without. */
export async function registerWorker(): Promise<void> {
  try {
    if (!isSecureContext || !("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register(trustedAddress());
  } catch {
    // Blocked, full, or a server of another version: the next visit tries again.
  }
}

let trusted: string | undefined;

function trustedAddress(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes && trusted === undefined ? trustedTypes.createPolicy("service-worker", rules) : undefined;
  trusted ??= policy?.createScriptURL(ADDRESS) ?? ADDRESS;
  return trusted;
}

const rules = {
  createScriptURL(address: string): string {
    if (address !== ADDRESS) throw new TypeError("This policy is for the service worker only.");
    return address;
  },
};
