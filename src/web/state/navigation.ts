import { signal } from "@preact/signals";
import {
  type Conversation,
  type FileInfo,
  type HitRange,
  LOBBY_ID,
  type MessageEvent,
  type Person,
  type Room,
} from "../../client/index.ts";
import { isPhone } from "./environment.ts";
import { openedAccountLink } from "./opened-account-link.ts";
import { openedInvite } from "./opened-invite.ts";
import { PATIENCE_MS } from "./patience.ts";

export type Dialog =
  | { readonly kind: "switcher" | "shortcuts" }
  | { readonly kind: "new-room" | "find-rooms" | "settings" | "device-link" | "sign-out" }
  | { readonly kind: "leave-room" | "invite" | "who-is-here"; readonly room: Room }
  | { readonly kind: "room-settings"; readonly room: Room; readonly part?: "reports" }
  | { readonly kind: "delete-message"; readonly conversationId: string; readonly seq: number; readonly isOthers: boolean }
  | { readonly kind: "report"; readonly conversationId: string; readonly message: MessageEvent }
  | { readonly kind: "forward"; readonly conversationId: string; readonly message: MessageEvent }
  | { readonly kind: "pins" | "date"; readonly conversation: Conversation }
  | { readonly kind: "person"; readonly person: Person }
  | { readonly kind: "lightbox"; readonly pictures: readonly FileInfo[]; readonly start: number }
  | { readonly kind: "mentions" }
  | { readonly kind: "search"; readonly conversation?: Conversation };

const overlays = ["details", "dialog"] as const;
type Overlay = (typeof overlays)[number];

/** What an entry of the browser's history says beside its address. */
interface EntryState {
  readonly overlay?: Overlay;
  /** How many entries above the list of a phone; missing where no list is below, as on other screens. */
  readonly depth?: number;
}

/** The conversation that is shown; missing while a phone shows the list. */
export const shownId = signal<string | undefined>(isPhone.peek() ? undefined : LOBBY_ID);
/** What a search found in a message: a text that was edited since has no hits. */
export interface Found {
  readonly text: string;
  readonly hits: readonly HitRange[];
}

/** The message that the address or a click asks for, until the log has shown it. */
export const wantedMessage = signal<
  { readonly conversationId: string; readonly seq: number; readonly found?: Found | undefined } | undefined
>(undefined);
/** The overlays. Each is an entry of the browser's history, so that the back button closes it. The details are one where they have no column. */
export const areDetailsOpen = signal(false);
export const dialog = signal<Dialog | undefined>(undefined);
/** A way to be signed in that was opened here: the code of a device link, or the JWT of an application [P160g]. Until it is used or declined. */
export const openedLink = signal<{ readonly deviceLink: string } | { readonly jwt: string } | undefined>(undefined);

/** Reads the address once, and follows the back and forward buttons and pasted addresses from then on. */
export function startNavigation(): void {
  const { depth } = entryState();
  const hasConversation = new URLSearchParams(location.hash.slice(1)).has("c");
  history.replaceState(stateAt(depth ?? (isPhone.peek() && !hasConversation ? 0 : undefined)), "");
  readAddress();
  if (isPhone.peek() && hasConversation && depth === undefined) putListBelow();
  window.addEventListener("popstate", () => {
    clearTimeout(goingBack);
    goingBack = undefined;
    followAddress();
    if (goingBack === undefined) openPending();
  });
  window.addEventListener("hashchange", followAddress);
  window.addEventListener("click", followMessageLink);
}

/** A page that was opened at a conversation: the back button leads to the list all the same. */
function putListBelow(): void {
  const address = location.href;
  history.replaceState({ depth: 0 }, "", listAddress());
  history.pushState({ depth: 1 }, "", address);
}

/**
 * Set while the browser goes back, which it does a moment after it was asked to: asked again meanwhile, it could leave an entry
 * too many. The timer ends the wait when it never does.
 */
let goingBack: ReturnType<typeof setTimeout> | undefined;
/** Overlays and conversations opened meanwhile: an entry that is pushed now would be left with the one before it. */
const pendingOpens: (() => void)[] = [];

function goBack(entryCount = 1): void {
  if (goingBack !== undefined) return;
  goingBack = setTimeout(() => {
    goingBack = undefined;
    openPending();
  }, PATIENCE_MS);
  history.go(-entryCount);
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
  const { overlay } = entryState();
  if (overlay !== "dialog") dialog.value = undefined;
  if (overlay === undefined) areDetailsOpen.value = false;
  // The overlay of that entry was closed in another way.
  else if (dialog.value === undefined && !(overlay === "details" && areDetailsOpen.value)) goBack();
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
    const { overlay, depth } = entryState();
    const address = `#c=${conversationId}`;
    // An overlay's entry becomes the conversation's: going back leads to where the user was before it.
    if (overlay !== undefined || conversationId === shownId.value) history.replaceState(stateAt(depth), "", address);
    else history.pushState(stateAt(depthAbove()), "", address);
    areDetailsOpen.value = false;
    dialog.value = undefined;
    shownId.value = conversationId;
  });
}

/** Shows the list of a phone. What was opened above it leaves the history. */
export function showList(): void {
  afterGoingBack(() => {
    const { depth } = entryState();
    if (depth !== undefined && depth > 0) goBack(depth);
    else showInstead(undefined);
  });
}

/** The shown conversation cannot be shown any more: a phone shows the list then, other screens the lobby. */
export function leaveConversation(): void {
  if (isPhone.peek()) showList();
  else showInstead(LOBBY_ID);
}

/** Without an entry to come back to. */
function showInstead(conversationId: string | undefined): void {
  history.replaceState(conversationId === undefined ? { depth: 0 } : null, "", listAddress());
  dialog.value = undefined;
  areDetailsOpen.value = false;
  shownId.value = conversationId;
}

export function openDetails(): void {
  afterGoingBack(() => {
    putOver("details");
    areDetailsOpen.value = true;
  });
}

/** Over the details, which are there again when it is closed; in the place of another dialog. */
export function openDialog(which: Dialog): void {
  afterGoingBack(() => {
    putOver("dialog");
    dialog.value = which;
  });
}

export function closeDetails(): void {
  if (!areDetailsOpen.value) return;
  areDetailsOpen.value = false;
  takeAway();
}

export function closeDialog(): void {
  if (dialog.value === undefined) return;
  dialog.value = undefined;
  takeAway();
}

function putOver(overlay: Overlay): void {
  const { overlay: above, depth } = entryState();
  if (above === overlay) history.replaceState({ overlay, ...stateAt(depth) }, "");
  else history.pushState({ overlay, ...stateAt(depthAbove()) }, "");
}

function takeAway(): void {
  if (entryState().overlay !== undefined) goBack();
}

function stateAt(depth: number | undefined): EntryState | null {
  return depth === undefined ? null : { depth };
}

/** Of an entry that is put on the present one. */
function depthAbove(): number | undefined {
  const { depth } = entryState();
  if (depth !== undefined) return depth + 1;
  return shownId.peek() === undefined ? 1 : undefined;
}

function listAddress(): string {
  return location.pathname + location.search;
}

export function deviceLinkAddress(code: string): string {
  return new URL(`#link=${code}`, location.href).href;
}

function readAddress(): void {
  const address = new URLSearchParams(location.hash.slice(1));
  const [code, invite, reset, administrator, jwt] = ["link", "join", "reset", "admin", "jwt"].map((name) => address.get(name));
  if ([code, invite, reset, administrator, jwt].every((secret) => secret == null)) {
    shownId.value = address.get("c") ?? (isPhone.peek() && entryState().depth !== undefined ? undefined : LOBBY_ID);
    const seq = Number(address.get("m"));
    if (shownId.value === undefined || !Number.isSafeInteger(seq) || seq < 1) return;
    wantedMessage.value = { conversationId: shownId.value, seq };
    history.replaceState(history.state, "", `#c=${shownId.value}`);
    return;
  }
  // A secret stays neither in the address nor in the history. The shown conversation stays, or the list.
  const isElsewhere = shownId.value !== undefined && shownId.value !== LOBBY_ID;
  history.replaceState(
    shownId.value === undefined ? { depth: 0 } : history.state,
    "",
    isElsewhere ? `#c=${shownId.value}` : listAddress(),
  );
  if (code != null) openedLink.value = { deviceLink: code };
  if (jwt != null) openedLink.value = { jwt };
  if (invite != null) openedInvite.value = { code: invite, isAccepted: false };
  if (reset != null) openedAccountLink.value = { kind: "reset", code: reset };
  if (administrator != null) openedAccountLink.value = { kind: "administrator", code: administrator };
}

function entryState(): EntryState {
  const state: unknown = history.state;
  if (typeof state !== "object" || state === null) return {};
  const overlay = "overlay" in state ? overlays.find((each) => each === state.overlay) : undefined;
  const depth = "depth" in state && typeof state.depth === "number" ? state.depth : undefined;
  return { ...(overlay && { overlay }), ...(depth !== undefined && { depth }) };
}
