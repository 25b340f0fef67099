import type { ShoalChatEvents } from "./element-events.ts";
import { ShoalChatElement } from "./shoal-chat-element.ts";

declare global {
  interface HTMLElementTagNameMap {
    "shoal-chat": ShoalChatElement;
  }
  // They bubble, so that the document hears them, too.
  interface GlobalEventHandlersEventMap extends ShoalChatEvents {}
}

// A page may load the module twice, once by itself and once in a bundle.
if (globalThis.customElements !== undefined && customElements.get("shoal-chat") === undefined) {
  customElements.define("shoal-chat", ShoalChatElement);
}

export type { ShoalChatEvents, ShoalErrorDetail, ShoalMessageDetail, ShoalUnreadDetail } from "./element-events.ts";
export { ShoalChatElement } from "./shoal-chat-element.ts";
