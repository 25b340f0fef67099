import { signal } from "@preact/signals";
import { type Conversation, type HitRange, LOBBY_ID, type MessageEvent, type Person, type Room } from "../../client/index.ts";
import { PATIENCE_MS } from "./patience.ts";

/** A drawer on a small screen. */
export type Drawer = "conversations" | "people";
export type Dialog =
  | { readonly kind: "switcher" | "shortcuts" }
  | { readonly kind: "new-room" | "find-rooms" | "settings" | "device-link" | "sign-out" }
  | { readonly kind: "leave-room" | "invite"; readonly room: Room }
  | { readonly kind: "delete-message"; readonly conversationId: string; readonly seq: number }
  | { readonly kind: "forward"; readonly conversationId: string; readonly message: MessageEvent }
  | { readonly kind: "pins"; readonly conversation: Conversation }
  | { readonly kind: "person"; readonly person: Person }
  | { readonly kind: "mentions" }
  | { readonly kind: "search"; readonly conversation?: Conversation };

const overlays = ["conversations", "people", "dialog"] as const;
type Overlay = (typeof overlays)[number];

/** The conversation that is shown. */
export const shownId = signal(LOBBY_ID);
/** What a search found in a message: a text that was edited since has no hits. */
export interface Found {
  readonly text: string;
  readonly hits: readonly HitRange[];
}

/** The message that the address or a click asks for, until the log has shown it. */
export const wantedMessage = signal<
  { readonly conversationId: string; readonly seq: number; readonly found?: Found | undefined } | undefined
>(undefined);
/** The overlays. Each is an entry of the browser's history, so that the back button closes it. */
export const drawer = signal<Drawer | undefined>(undefined);
export const dialog = signal<Dialog | undefined>(undefined);
/** The code of a device link that was opened here, until it is used or declined. */
export const openedLink = signal<string | undefined>(undefined);

/** Reads the address once, and follows the back and forward buttons and pasted addresses from then on. */
export function startNavigation(): void {
  history.replaceState(null, "");
  readAddress();
  window.addEventListener("popstate", () => {
    clearTimeout(goingBack);
    goingBack = undefined;
    followAddress();
    if (goingBack === undefined) openPending();
  });
  window.addEventListener("hashchange", followAddress);
  window.addEventListener("click", followMessageLink);
}

/**
 * Set while the browser goes back, which it does a moment after it was asked to: asked again meanwhile, it could leave an entry
 * too many. The timer ends the wait when it never does.
 */
let goingBack: ReturnType<typeof setTimeout> | undefined;
/** Overlays and conversations opened meanwhile: an entry that is pushed now would be left with the one before it. */
const pendingOpens: (() => void)[] = [];

function goBack(): void {
  if (goingBack !== undefined) return;
  goingBack = setTimeout(() => {
    goingBack = undefined;
    openPending();
  }, PATIENCE_MS);
  history.back();
}

function afterGoingBack(open: () => void): void {
  pendingOpens.push(open);
  if (goingBack === undefined) openPending();
}

function openPending(): void {
  for (const open of pendingOpens.splice(0)) open();
}

function followAddress(): void {
  readAddress();
  const overlay = overlayInHistory();
  if (overlay !== "dialog") dialog.value = undefined;
  if (overlay === undefined) drawer.value = undefined;
  // The overlay of that entry was closed in another way.
  else if (overlay !== drawer.value && dialog.value === undefined) goBack();
}

/** Shows a message in its conversation, and closes what is over it. */
export function showMessage(conversationId: string, seq: number, found?: Found): void {
  show(conversationId);
  afterGoingBack(() => {
    wantedMessage.value = { conversationId, seq, found };
  });
}

/** The address of a message, for others who may see it. */
export function messageAddress(conversationId: string, seq: number): string {
  return `${messageAddresses()}${encodeURIComponent(conversationId)}/${seq}`;
}

/** A link to a message of this server leads to it in this page, unless the user wants a new tab. */
function followMessageLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || !link.href.startsWith(messageAddresses())) return;
  const [, conversationId, seq] = /^([\w-]+)\/(\d+)$/.exec(link.href.slice(messageAddresses().length)) ?? [];
  if (conversationId === undefined) return;
  event.preventDefault();
  showMessage(conversationId, Number(seq));
}

function messageAddresses(): string {
  return new URL("c/", new URL(".", location.href)).href;
}

export function show(conversationId: string): void {
  afterGoingBack(() => {
    const address = `#c=${conversationId}`;
    // An overlay's entry becomes the conversation's: going back leads to where the user was before it.
    if (overlayInHistory() !== undefined || conversationId === shownId.value) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    drawer.value = undefined;
    dialog.value = undefined;
    shownId.value = conversationId;
  });
}

/** Where nothing can be shown, the lobby is; without an entry to come back to. */
export function showLobbyInstead(): void {
  history.replaceState(null, "", location.pathname + location.search);
  dialog.value = undefined;
  shownId.value = LOBBY_ID;
}

export function openDrawer(which: Drawer): void {
  afterGoingBack(() => {
    putOver(which);
    drawer.value = which;
  });
}

/** Over a drawer, which is there again when it is closed; in the place of another dialog. */
export function openDialog(which: Dialog): void {
  afterGoingBack(() => {
    putOver("dialog");
    dialog.value = which;
  });
}

export function closeDrawer(): void {
  if (drawer.value === undefined) return;
  drawer.value = undefined;
  takeAway();
}

export function closeDialog(): void {
  if (dialog.value === undefined) return;
  dialog.value = undefined;
  takeAway();
}

function putOver(overlay: Overlay): void {
  if (overlayInHistory() === overlay) history.replaceState({ overlay }, "");
  else history.pushState({ overlay }, "");
}

function takeAway(): void {
  if (overlayInHistory() !== undefined) goBack();
}

export function deviceLinkAddress(code: string): string {
  return new URL(`#link=${code}`, location.href).href;
}

function readAddress(): void {
  const address = new URLSearchParams(location.hash.slice(1));
  const code = address.get("link");
  if (code === null) {
    shownId.value = address.get("c") ?? LOBBY_ID;
    const seq = Number(address.get("m"));
    if (!Number.isSafeInteger(seq) || seq < 1) return;
    wantedMessage.value = { conversationId: shownId.value, seq };
    history.replaceState(history.state, "", `#c=${shownId.value}`);
    return;
  }
  // A secret stays neither in the address nor in the history. The shown conversation stays.
  history.replaceState(null, "", shownId.value === LOBBY_ID ? location.pathname + location.search : `#c=${shownId.value}`);
  openedLink.value = code;
}

function overlayInHistory(): Overlay | undefined {
  const state: unknown = history.state;
  if (typeof state !== "object" || state === null || !("overlay" in state)) return undefined;
  return overlays.find((overlay) => overlay === state.overlay);
}
