import * as v from "valibot";
import { cursors, hello } from "./frames/hello.ts";
import { conversationId, count, errorCode, pictureId, sessionId, time, token, userId } from "./ids.ts";
import { limits } from "./limits.ts";
import { openPicklist } from "./open.ts";
import { type Person, person } from "./people.ts";

/** Where things are, relative to the server's address. */
export const paths = {
  health: "/healthz",
  server: "/api/server",
  sessions: "/api/sessions",
  /** One of the user's own. */
  sessionOfUser: "/api/sessions/:sessionId",
  session: "/api/session",
  deviceLinks: "/api/device-links",
  account: "/api/account",
  /** All that is the user's own. */
  accountExport: "/api/account/export",
  /** Makes the user an administrator. */
  administrators: "/api/account/administrator",
  resetLinks: "/api/admin/reset-links",
  /** A command of the administration [P180]. */
  adminCommand: "/api/admin/:command",
  inviteLinks: "/api/invite-links",
  socket: "/api/socket",
  stream: "/api/stream",
  poll: "/api/poll",
  frames: "/api/frames",
  connection: "/api/connection",
  /** Opens the page at a message. */
  message: "/c/:conversationId/:seq",
  uploads: "/api/uploads",
  files: "/api/files",
  pictures: "/api/pictures",
} as const;

/** Names the connection that a request belongs to, and in its answer the one that it belongs to from now on [P33]. */
export const connectionHeader = "Shoal-Connection";

/** Returns the headers of the lab's own request; a browser shows a page no headers of a WebSocket's handshake. */
export const handshakeViewPath = "/api/lab/handshake";

/** A request as the server received it, after everything in between. */
export const handshakeView = v.object({
  /** Its method and path. */
  request: v.string(),
  /** Headers that are not told: there are too many. */
  omittedCount: v.number(),
  /** By name; `value` is missing where it may be a secret that scripts are kept from, and is cut where it is long. */
  headers: v.array(v.object({ name: v.string(), byteLength: v.number(), value: v.optional(v.string()) })),
  /** `HTTP/1`: the server speaks no other. The runtime does not tell whether it was 1.0 or 1.1. */
  httpVersion: v.optional(v.string()),
  /** The other end of the TCP connection: the client's, or the last proxy's. */
  remote: v.optional(v.object({ address: v.string(), port: v.number() })),
  /** The client's address as the server counts it: that of `remote`, or the one that a trusted proxy names. Of IPv6 it is the network. */
  clientAddress: v.optional(v.string()),
  /** Of the cookies that came, at most 50; their values are never told. */
  cookieNames: v.optional(v.array(v.string())),
  /** Extensions of RFC 6455, as they were offered, and those that the server takes. Empty for a request that is no handshake. */
  extensions: v.optional(v.object({ offered: v.array(v.string()), chosen: v.array(v.string()) })),
  /** The same for subprotocols. */
  subprotocols: v.optional(v.object({ offered: v.array(v.string()), chosen: v.array(v.string()) })),
});
export type HandshakeView = v.InferOutput<typeof handshakeView>;

/** `GET /api/server` [P28f]. */
export const serverInfo = v.object({
  name: v.optional(v.string()),
  onlineCount: count,
  registration: v.optional(openPicklist(["open", "invite", "closed"], "open")),
  areGuestsAllowed: v.optional(v.boolean()),
  welcome: v.optional(v.string()),
  picture: v.optional(pictureId),
  raidUntil: v.optional(time),
  oidc: v.optional(v.object({ name: v.string() })),
});
/** What is told of a server before anyone signs in. */
export interface ServerInfo {
  /** What its operator calls it; missing where they chose no name. */
  name?: string | undefined;
  /** How many users are online. */
  onlineCount: number;
  /** Who can become a user: anyone, bearers of an invite link, or no one. Missing from an older server. */
  registration?: Registration | undefined;
  /** Whether a nickname is enough to become a user, or a password is needed. Missing from an older server. */
  areGuestsAllowed?: boolean | undefined;
  /** A text for visitors who sign in, of at most 300 visible characters; missing where its administrators wrote none. */
  welcome?: string | undefined;
  /** The server's picture, for `pictureAddress`; missing where its administrators chose none. */
  picture?: string | undefined;
  /** The server takes no new users until then, and everyone writes slowly: milliseconds since 1970-01-01 UTC, by the server's clock. */
  raidUntil?: number | undefined;
  /** The provider at which users can sign in: see `oidcAddress`. Missing where there is none. */
  oidc?: { /** For people. */ name: string } | undefined;
}

/** Who can become a user: anyone, bearers of an invite link into a room, or no one. */
export type Registration = "open" | "invite" | "closed";

const device = v.optional(v.pipe(v.string(), v.maxBytes(limits.deviceNameBytesMax)), "");
/** The page keeps its token in an httpOnly cookie and never sees it; everybody else keeps it themselves. */
const keep = v.optional(v.picklist(["cookie", "token"]), "token");

/** Made up by the client for one attempt: the same again within two minutes is the same attempt, and has the same answer. */
const attempt = v.optional(token);

/** For a client that keeps nothing: the session ends 10 minutes after its last connection. */
const isVisit = v.optional(v.boolean(), false);

const session = { device, keep, attempt, isVisit };

/**
 * `POST /api/sessions`: sign in as a guest, or with a password, or with a one-time link, or on one more device with the code of a device link, or with
 * a JWT of the operator's application.
 */
export const signInRequest = v.union([
  v.object({
    nickname: v.string(),
    password: v.optional(v.string()),
    isNew: v.optional(v.boolean(), false),
    inviteLink: v.optional(token),
    administratorLink: v.optional(token),
    ...session,
  }),
  v.object({ resetLink: token, password: v.string(), ...session }),
  v.object({ deviceLink: token, ...session }),
  v.object({ jwt: v.string(), ...session }),
]);
export type SignInRequest = v.InferInput<typeof signInRequest>;

/** `token` is there unless the cookie keeps it. Also the answer to `GET /api/session`, without the token. */
export const signedIn = v.object({ user: person, sessionId, token: v.optional(token), isAccount: v.optional(v.boolean()) });
/** The signed-in user. */
export interface SignedIn {
  /** The user. */
  user: Person;
  /** This device's session. */
  sessionId: string;
  /** The session's secret: keep it for the next time. Missing where the cookie keeps it, and where it was shown by the caller. */
  token?: string | undefined;
  /** In the answer to a sign-in with a password: that the server knew what to do with it. */
  isAccount?: boolean | undefined;
}

/** `PUT /api/account`: a guest claims the nickname with a password; an account changes it, and names the current one. */
export const passwordRequest = v.object({ password: v.string(), current: v.optional(v.string()) });
/** `DELETE /api/account`: all that is the user's own goes; an account names the password. */
export const deletionRequest = v.object({ password: v.optional(v.string()) });
/** `POST /api/account/administrator`: a guest claims the nickname with the same request. */
export const administratorRequest = v.object({ administratorLink: token, password: v.optional(v.string()) });
/** `POST /api/admin/reset-links`. */
export const resetLinkRequest = v.object({ userId });

/** The answer to `POST /api/admin/reset-links`. The code works once. */
export const accountLink = v.object({ code: token, expiresAt: time });
/** A code with which a user sets a new password, once. */
export interface AccountLink {
  /** A secret; it works once. */
  code: string;
  /** Until then it works: milliseconds since 1970-01-01 UTC, by the server's clock. */
  expiresAt: number;
}

/** The answer to `POST /api/device-links`. The code works once. */
export const deviceLink = v.object({ code: token, expiresAt: time });
/** A code with which one more device of the same person signs in. */
export interface DeviceLink {
  /** A secret; it works once. */
  code: string;
  /** Until then it works: milliseconds since 1970-01-01 UTC, by the server's clock. */
  expiresAt: number;
}

const { version, epoch } = hello.entries;

/**
 * `POST /api/stream` and `POST /api/poll`: what `hello` says, for a connection that has to be greeted, and from where to go on
 * for one that is known. The session is that of the header or the cookie.
 */
export const attachRequest = v.object({
  version,
  epoch,
  /** The user's own log among them. Without cursors, delivery goes on where the server is. */
  cursors: v.optional(cursors),
  /** The conversation that the client watches [P33d]. */
  watching: v.optional(conversationId),
  /** For so long a poll waits until there is something to say. */
  waitMs: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(limits.longPollMsMax)), 0),
});
export type AttachRequest = v.InferOutput<typeof attachRequest>;

/** The body of every refusal [P30, P72]. */
export const refusal = v.object({
  error: errorCode,
  message: v.string(),
  isRetryable: v.optional(v.boolean()),
  retryAfterMs: v.optional(v.number()),
});

/** The data of the event `close`, with which a connection ends [P31]. */
export const closeEvent = v.object({ code: v.pipe(v.number(), v.safeInteger()), reason: v.string() });
