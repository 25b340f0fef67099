import { AnnouncementLine } from "./announcement-line.tsx";
import { ClassBar } from "./class-bar.tsx";
import { ClosedComposer } from "./closed-composer.tsx";
import { KeptLine } from "./kept-line.tsx";
import { OrderWatch } from "./order-watch.tsx";
import { RemovalNote } from "./removal-note.tsx";
import { SlowMode } from "./slow-mode.tsx";

/** What the chat shows of the order in a room: one script to load, or what they share would be many. */
export const parts = { AnnouncementLine, ClassBar, ClosedComposer, KeptLine, OrderWatch, RemovalNote, SlowMode };
