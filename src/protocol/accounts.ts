import * as v from "valibot";
import { openPicklist } from "./open.ts";

/** A role that a client does not know is a member's. */
export const serverRole = openPicklist(["member", "moderator", "administrator"], "member");
/** What a user is to the server as a whole, besides the roles in its conversations. */
export type ServerRole = "member" | "moderator" | "administrator";

/** The answer to `GET /api/account` [P151]. */
export const account = v.object({
  isAccount: v.boolean(),
  hasPassword: v.boolean(),
  hasIdentity: v.optional(v.boolean()),
  serverRole,
});
/** How the user can come back without a device, and what they are to the server. */
export interface Account {
  /** Whether the user has a way to come back without a device. A guest has none: they are gone with their last device. */
  isAccount: boolean;
  /** Whether they can sign in with a password. */
  hasPassword: boolean;
  /** Whether they can sign in elsewhere: at a provider, or in an application that uses this server. Missing for no. */
  hasIdentity?: boolean | undefined;
  /** What they are to the server as a whole. */
  serverRole: ServerRole;
}
