import { signal } from "@preact/signals";
import { LOBBY_ID } from "../../client/index.ts";

/** A drawer on a small screen. It is an entry of the browser's history, so that the back button closes it. */
export type Drawer = "conversations" | "people";

/** The conversation that is shown. */
export const shownId = signal(LOBBY_ID);
export const drawer = signal<Drawer | undefined>(undefined);
/** The code of a device link that was opened here, until somebody has dealt with it. */
export const openedLink = signal<string | undefined>(undefined);

/** Reads the address once, and follows the back and forward buttons and what is pasted there from then on. */
export function startNavigation(): void {
  history.replaceState(null, "");
  readAddress();
  for (const event of ["popstate", "hashchange"]) {
    window.addEventListener(event, () => {
      readAddress();
      drawer.value = drawerInHistory();
    });
  }
}

export function show(conversationId: string): void {
  const address = `#c=${conversationId}`;
  // The drawer's own entry becomes the conversation's: going back leads to where one was before the drawer.
  if (drawer.value !== undefined || conversationId === shownId.value) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  drawer.value = undefined;
  shownId.value = conversationId;
}

/** Where nothing can be shown, the lobby is; without an entry to come back to. */
export function showLobbyInstead(): void {
  history.replaceState(null, "", location.pathname + location.search);
  shownId.value = LOBBY_ID;
}

export function openDrawer(which: Drawer): void {
  history.pushState({ drawer: which }, "");
  drawer.value = which;
}

export function closeDrawer(): void {
  drawer.value = undefined;
  if (drawerInHistory() !== undefined) history.back();
}

export function deviceLinkAddress(code: string): string {
  return new URL(`#link=${code}`, location.href).href;
}

function readAddress(): void {
  const address = new URLSearchParams(location.hash.slice(1));
  const code = address.get("link");
  if (code === null) {
    shownId.value = address.get("c") ?? LOBBY_ID;
    return;
  }
  // A secret stays neither in the address nor in the history. What was shown stays shown.
  history.replaceState(null, "", shownId.value === LOBBY_ID ? location.pathname + location.search : `#c=${shownId.value}`);
  openedLink.value = code;
}

function drawerInHistory(): Drawer | undefined {
  const state: unknown = history.state;
  if (typeof state !== "object" || state === null || !("drawer" in state)) return undefined;
  return state.drawer === "conversations" || state.drawer === "people" ? state.drawer : undefined;
}
