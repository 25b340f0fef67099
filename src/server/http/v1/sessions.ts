import { serverInfo, signedIn, signInRequest } from "../../../protocol/http.ts";
import { sessionId } from "../../../protocol/ids.ts";
import { sessionList } from "../../../protocol/sessions.ts";
import { handledOperation } from "./operation.ts";

const tag = "sessions";

/** Carried out by those who do the same at `/api/sessions` and `/api/server`. */
export const sessionOperations = [
  handledOperation("POST", "/sessions", "signIn", {
    ...{ tag, summary: "Sign in, and get the token of a session: as a guest, with a password, a link or a JWT." },
    ...{ handler: "sign-in", isOpen: true, status: 201 },
    body: signInRequest,
    answer: signedIn,
    errors: [
      ...(["nickname-invalid", "nickname-taken", "password-needed", "password-invalid", "credentials-invalid"] as const),
      ...(["guests-not-allowed", "registration-closed", "invite-needed", "invite-link-invalid"] as const),
      ...(["account-link-invalid", "device-link-invalid", "jwt-invalid", "unsupported"] as const),
    ],
  }),
  handledOperation("GET", "/sessions", "listSessions", {
    ...{ tag, summary: "List the sessions of the user, that of the token first.", handler: "sessions" },
    answer: sessionList,
  }),
  handledOperation("DELETE", "/sessions", "signOutOthers", {
    ...{ tag, summary: "End all sessions of the user but that of the token.", handler: "sign-out-others" },
  }),
  handledOperation("DELETE", "/sessions/:sessionId", "signOut", {
    ...{ tag, summary: "End one session of the user.", handler: "sign-out" },
    input: { sessionId },
    errors: ["not-found"],
  }),
  handledOperation("GET", "/server", "getServer", {
    ...{ tag: "server", summary: "Read what the server tells before a user signs in, without a session." },
    ...{ handler: "server", isOpen: true },
    answer: serverInfo,
  }),
];
