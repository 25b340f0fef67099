import * as v from "valibot";
import { conversationId, seq } from "../ids.ts";

/** Everything up to `seq` was read. Markers only go forward; the user's log tells the other devices. */
export const read = v.object({ type: v.literal("read"), conversationId, seq });
