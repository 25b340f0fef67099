import * as v from "valibot";
import { requestId } from "../ids.ts";
import { pushSubscription } from "../push.ts";

/** Push messages for the session that asks; it takes the place of what the session asked for before [P130]. */
export const subscribePush = v.object({ type: v.literal("subscribe-push"), requestId, ...pushSubscription.entries });
/** Ends the push messages to that endpoint, when it is one of the user's [P130]. */
export const unsubscribePush = v.object({
  type: v.literal("unsubscribe-push"),
  requestId,
  endpoint: pushSubscription.entries.endpoint,
});
