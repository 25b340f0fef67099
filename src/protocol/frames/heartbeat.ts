import * as v from "valibot";
import { logId, seq } from "../ids.ts";

/** From the client: are you there? From the server, with the head of every subscribed log: so that a lost last event is noticed [P20]. */
export const clientPing = v.object({ type: v.literal("ping") });
export const serverPing = v.object({ type: v.literal("ping"), heads: v.record(logId, seq) });
export const pong = v.object({ type: v.literal("pong") });
