import { fishBody, fishFin } from "./fish-shape.ts";

/** Drawn on a grid of 24, in the colour of the text around them. */
const shapes = {
  back: "M15 5l-7 7 7 7",
  calendar: "M4 6h16v14H4zM4 10.5h16M8 3.5V7m8-3.5V7",
  details: "M4 5h16v14H4zM14.5 5v14",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c0-3.3 2.7-6 6-6s6 2.7 6 6M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.4c1.8.9 3 3 3 5.6",
  send: "M4.5 12 3.2 5.2c-.2-1 .8-1.8 1.7-1.3l15.3 7.2c.8.4.8 1.5 0 1.9L4.9 20.1c-.9.5-1.9-.3-1.7-1.3L4.5 12Zm0 0H12",
  plus: "M12 5v14M5 12h14",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.5 4.5",
  hash: "M9.5 4 7.5 20M16.5 4l-2 16M4.5 9h16M3.5 15h16",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z",
  settings:
    "M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM19 12a7 7 0 0 0-.1-1.3l2-1.5-2-3.4-2.4 1a7 7 0 0 0-2.2-1.3L14 3h-4l-.3 2.5a7 7 0 0 0-2.2 1.3l-2.4-1-2 3.4 2 1.5a7 7 0 0 0 0 2.6l-2 1.5 2 3.4 2.4-1a7 7 0 0 0 2.2 1.3L10 21h4l.3-2.5a7 7 0 0 0 2.2-1.3l2.4 1 2-3.4-2-1.5c.1-.4.1-.8.1-1.3Z",
  close: "M6 6l12 12M18 6 6 18",
  check: "M5 12.5 10 17 19 7.5",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3 2",
  warning: "M12 4 2.8 20h18.4L12 4Zm0 6v4.5m0 2.6v.2",
  down: "M12 5v14m-6-6 6 6 6-6",
  invite: "M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-7 9c0-3.3 3.1-6 7-6 1.4 0 2.7.3 3.8.9M18 14v7m-3.5-3.5h7",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-3.8-7.2a4.6 4.6 0 0 0 7.6 0M9 9.6v.2m6-.2v.2",
  reply: "M9.5 6 4 11.5 9.5 17M4.5 11.5H13c4 0 7 2.4 7 6.5",
  forward: "M14.5 6l5.5 5.5-5.5 5.5M19.5 11.5H11c-4 0-7 2.4-7 6.5",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  edit: "M4 20h4L19.5 8.5a2 2 0 0 0 0-2.8l-1.2-1.2a2 2 0 0 0-2.8 0L4 16v4Zm10-13 4 4",
  trash: "M5 7h14M10 7V4.5h4V7m-7.5 0 .8 12.5h9.4L17.5 7M10 11v5m4-5v5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  link: "M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7L12 17.7",
  pin: "M9 4h6l-.6 6 3.1 3.5v1.5h-11v-1.5L9.6 10 9 4Zm3 11v5.5",
  at: "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0Zm0 0v1.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.5 7.1",
  clip: "M19.5 11.5 12 19a5 5 0 0 1-7-7l8-8a3.4 3.4 0 0 1 4.8 4.8l-8 8a1.7 1.7 0 0 1-2.4-2.4L14.5 7.5",
  mic: "M12 15a3.2 3.2 0 0 0 3.2-3.2V6.7a3.2 3.2 0 1 0-6.4 0v5.1A3.2 3.2 0 0 0 12 15Zm-6-3.4a6 6 0 0 0 12 0M12 17.6V21m-3 0h6",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  leave: "M14 4H6v16h8M10 12h11m-4-4 4 4-4 4",
} as const;

export type IconName = keyof typeof shapes;

/** They point where the page's language goes. */
const directed: ReadonlySet<IconName> = new Set(["back", "send", "reply", "forward", "leave", "details"]);

export function Icon({ name }: { name: IconName }) {
  return <Drawing path={shapes[name]} isDirected={directed.has(name)} />;
}

/** An icon that only a part of the page has, which brings its shape. */
export function Drawing({ path, isDirected = false }: { path: string; isDirected?: boolean }) {
  return (
    <svg class={isDirected ? "icon directed" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** The product's mark. */
export function Fish() {
  return (
    <svg class="fish" viewBox="0 0 32 32" aria-hidden="true">
      <path d={fishBody} />
      <path class="fish-fin" d={fishFin} />
    </svg>
  );
}
