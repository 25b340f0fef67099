import { heartbeatBytes, paddingBytes } from "../gateway/http/event-stream.ts";
import { eventStreamForm, type ResponseForm } from "../gateway/http/held-response.ts";

/** How a feed writes its events. */
export interface FeedForm extends ResponseForm {
  event(name: string, json: string): Uint8Array<ArrayBuffer>;
  readonly heartbeat: Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();

/** Server-sent events. */
export const feedForm: FeedForm = {
  ...eventStreamForm,
  event: (name, json) => encoder.encode(`event: ${name}\ndata: ${json}\n\n`),
  heartbeat: heartbeatBytes,
};

// The one script of the document: no event is ever a part of a script. An element's attributes are complete when it is seen.
const frameScript = `
new MutationObserver((records) => {
  for (const { addedNodes } of records)
    for (const { dataset } of addedNodes)
      if (dataset?.event) parent.postMessage({ event: dataset.event, data: JSON.parse(dataset.json) }, location.origin);
}).observe(document, { childList: true, subtree: true });
`;
const frameScriptHash = new Bun.CryptoHasher("sha256").update(frameScript).digest("base64");

const frameSecurityPolicy = [
  "default-src 'none'",
  `script-src 'sha256-${frameScriptHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

const frameBegin = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Frame</title><script>${frameScript}</script></head><body>`;

/** A document without end, as an iframe loads it: each event is an element more. */
export const frameForm: FeedForm = {
  headers: {
    ...eventStreamForm.headers,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": frameSecurityPolicy,
    "X-Frame-Options": "SAMEORIGIN",
  },
  // A comment of so many bytes, for what buffers before it passes anything on.
  beginning: encoder.encode(`${frameBegin}<!--${" ".repeat(paddingBytes.length)}-->\n`),
  event: (name, json) => encoder.encode(`<i data-event="${name}" data-json="${Bun.escapeHTML(json)}">${name}</i>\n`),
  heartbeat: encoder.encode("<!---->\n"),
};
