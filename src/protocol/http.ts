import * as v from "valibot";
import { sessionId, time, token } from "./ids.ts";
import { limits } from "./limits.ts";
import { person } from "./people.ts";

/** Where things are, relative to the server's address. */
export const paths = {
  health: "/healthz",
  sessions: "/api/sessions",
  session: "/api/session",
  deviceLinks: "/api/device-links",
  socket: "/api/socket",
} as const;

const device = v.optional(v.pipe(v.string(), v.maxBytes(limits.deviceNameBytesMax)), "");
/** The page keeps its token in an httpOnly cookie and never sees it; everybody else keeps it themselves. */
const keep = v.optional(v.picklist(["cookie", "token"]), "token");

/** `POST /api/sessions`: sign in as a guest, or on one more device with the code of a device link. */
export const signInRequest = v.union([
  v.object({ nickname: v.string(), device, keep }),
  v.object({ deviceLink: token, device, keep }),
]);
export type SignInRequest = v.InferInput<typeof signInRequest>;

/** `token` is there unless the cookie keeps it. Also the answer to `GET /api/session`, without the token. */
export const signedIn = v.object({ user: person, sessionId, token: v.optional(token) });
export type SignedIn = v.InferOutput<typeof signedIn>;

/** The answer to `POST /api/device-links`. The code works once. */
export const deviceLink = v.object({ code: token, expiresAt: time });
export type DeviceLink = v.InferOutput<typeof deviceLink>;
