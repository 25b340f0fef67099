import { h, render } from "preact";
import type { ShoalClient } from "shoal/client";
import { Chat } from "./chat.ts";
import type { ChatSettings } from "./chat-settings.ts";
import type { ShoalChatEvents } from "./element-events.ts";
import { Sight } from "./sight.ts";
import styleText from "./styles/element.css" with { type: "text" };
import { ChatView } from "./view/chat-view.tsx";

const attributes = ["url", "room", "token", "jwt", "guest-nickname", "lang"] as const;

/** A server has this module at `sdk/shoal-chat.js`: then the server is two parts up. */
const servedBy = /^(https?:.*\/)sdk\/shoal-chat\.js(?:[?#]|$)/.exec(import.meta.url)?.[1] ?? "";

// On a server that renders pages there are no elements: there the class is never used, and importing it must not fail.
const ElementBase: typeof HTMLElement = globalThis.HTMLElement ?? class {};

/**
 * `<shoal-chat url room>`: one room of a Shoal server, in the page of any site. Its attributes can be changed at any time; removing it closes
 * its connection.
 *
 * - `url`: the server's address. Default: the server that the script came from.
 * - `room`: the id of a room, or the name of a public one. A public room is joined.
 * - `token`: the token of a session; or `jwt`: the host application's, for one of its users; or `guest-nickname`: a guest of that name, who stays the
 *   same in this browser. With none of them the visitor is asked for a nickname.
 * - `lang`: `en` or `zh`. Default: the language of the nearest element around it that has one.
 *
 * @example
 * <script type="module" src="https://chat.example.org/sdk/shoal-chat.js"></script>
 * <shoal-chat room="lobby" guest-nickname="Visitor"></shoal-chat>
 */
export class ShoalChatElement extends ElementBase {
  static readonly observedAttributes: readonly string[] = attributes;

  #chat: Chat | undefined;
  #root: ShadowRoot | undefined;
  #sight: Sight | undefined;
  #isUpdateDue = false;
  #isRenderDue = false;

  /** The client of the element's own, for what the element cannot do; `undefined` before the visitor has signed in. */
  get client(): ShoalClient | undefined {
    return this.#chat?.client;
  }

  /** @internal */
  connectedCallback(): void {
    this.#updateSoon();
  }

  /** @internal */
  disconnectedCallback(): void {
    this.#updateSoon();
  }

  /** @internal */
  attributeChangedCallback(): void {
    this.#updateSoon();
  }

  /** Frameworks set attributes one after the other, and move elements by removing them: only what is left counts. */
  #updateSoon(): void {
    if (this.#isUpdateDue) return;
    this.#isUpdateDue = true;
    queueMicrotask(() => {
      this.#isUpdateDue = false;
      if (this.isConnected) this.#update();
      else this.#close();
    });
  }

  #update(): void {
    this.#root ??= this.#createRoot();
    this.#sight ??= new Sight(this, () => this.#renderSoon());
    if (this.#chat === undefined) this.#chat = this.#createChat();
    else this.#chat.configure(this.#settings());
    this.#renderSoon();
  }

  #close(): void {
    this.#sight?.close();
    this.#sight = undefined;
    this.#chat?.close();
    this.#chat = undefined;
    if (this.#root !== undefined) render(null, this.#root);
  }

  #createRoot(): ShadowRoot {
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    const style = new CSSStyleSheet();
    style.replaceSync(styleText);
    root.adoptedStyleSheets = [style];
    return root;
  }

  #createChat(): Chat {
    return new Chat(this.#settings(), {
      changed: () => this.#renderSoon(),
      messageArrived: (conversationId, message) => this.#tell("shoal-message", { conversationId, message }),
      unreadChanged: (count) => this.#tell("shoal-unread", { count }),
      failed: (error) => this.#tell("shoal-error", { error }),
    });
  }

  #settings(): ChatSettings {
    const read = (name: (typeof attributes)[number]): string => this.getAttribute(name)?.trim() ?? "";
    return {
      url: read("url") || servedBy,
      room: read("room"),
      token: read("token"),
      jwt: read("jwt"),
      guestNickname: read("guest-nickname"),
    };
  }

  #tell<Type extends keyof ShoalChatEvents>(type: Type, detail: ShoalChatEvents[Type]["detail"]): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** Everything that happens in one turn is drawn once. */
  #renderSoon(): void {
    if (this.#isRenderDue) return;
    this.#isRenderDue = true;
    queueMicrotask(() => {
      this.#isRenderDue = false;
      this.#render();
    });
  }

  #render(): void {
    const [chat, root, sight] = [this.#chat, this.#root, this.#sight];
    if (chat === undefined || root === undefined || sight === undefined) return;
    if (chat.situation.kind === "open") chat.situation.room.isInSight = sight.isInSight;
    const language = this.closest<HTMLElement>("[lang]")?.lang || navigator.language;
    render(h(ChatView, { chat, situation: chat.situation, language }), root);
  }
}
