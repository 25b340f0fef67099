import { ConnectionLine } from "./connection-line.tsx";
import { ConnectionPopover } from "./connection-popover.tsx";

/** What the page has not at first: all of it is loaded together. */
export const connectionParts = { ConnectionLine, ConnectionPopover };
