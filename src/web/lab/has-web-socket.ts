/** Not in every browser: somebody may have switched it off, or an extension has taken it away. */
export const hasWebSocket = typeof globalThis.WebSocket === "function";
