import { parseInput } from "../../protocol/frames/parse.ts";
import { deletionRequest, paths } from "../../protocol/http.ts";
import type { Exports } from "../accounts/exports.ts";
import type { PasswordAccounts } from "../accounts/password-accounts.ts";
import type { People } from "../accounts/people.ts";
import type { EndedSessions } from "../gateway/ended-sessions.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import type { Credentials } from "./credentials.ts";
import { PASSWORD_TIMEOUT_SECONDS, type RequestTimeouts } from "./password-timeout.ts";
import { noContent } from "./responses.ts";
import { type Route, type SignedInRequest, signedInRoute } from "./router.ts";

interface OwnDataDependencies {
  readonly passwordAccounts: PasswordAccounts;
  readonly exports: Exports;
  readonly people: People;
  readonly gateway: Gateway;
  readonly endedSessions: EndedSessions;
  readonly credentials: Credentials;
  /** By address. */
  readonly signInLimiter: RateLimiter;
  /** By user. */
  readonly exportLimiter: RateLimiter;
}

/** An export says nothing while it looks through a long log in which its user wrote little, and a client may take its time. */
const EXPORT_TIMEOUT_SECONDS = 120;

/** What users do with all that is theirs, over HTTP: take it along, and delete it [P178]. */
export class OwnDataApi {
  readonly #parts: OwnDataDependencies;

  constructor(parts: OwnDataDependencies) {
    this.#parts = parts;
  }

  get routes(): readonly Route[] {
    return [
      signedInRoute("GET", paths.accountExport, (request, server) => this.#export(request, server)),
      signedInRoute("DELETE", paths.account, (request, server) => this.#delete(request, server)),
    ];
  }

  #export({ request, session }: SignedInRequest, server: RequestTimeouts): Response {
    const { exports, exportLimiter, endedSessions } = this.#parts;
    const { id: userId } = session.user;
    const headers = {
      "Content-Type": "application/x-ndjson; charset=utf-8",
      "Content-Disposition": 'attachment; filename="shoal-export.jsonl"',
      "Cache-Control": "no-store, no-transform",
    };
    // HEAD asks for the headers only, and would end nothing that it began.
    if (request.method === "HEAD") return new Response(null, { headers });
    exportLimiter.spend(userId);
    const texts = exports.begin(userId);
    const end = (): Promise<void> => exports.end(userId, texts);
    server.timeout(request, EXPORT_TIMEOUT_SECONDS);
    request.signal.addEventListener("abort", () => void end(), { once: true });
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      // A page is read when the one before was taken.
      async pull(controller) {
        try {
          const { done, value } = await texts.next();
          endedSessions.requireLive(session.id);
          if (!done) return controller.enqueue(encoder.encode(value));
          await end();
          controller.close();
        } catch (error) {
          await end();
          controller.error(error);
        }
      },
      cancel: end,
    });
    return new Response(body, { headers });
  }

  async #delete({ request, origin, address, session, readBody }: SignedInRequest, server: RequestTimeouts): Promise<Response> {
    const { passwordAccounts, people, gateway, credentials, signInLimiter } = this.#parts;
    signInLimiter.spend(address);
    const text = await readBody();
    const body = text === "" ? {} : parseInput(deletionRequest, text);
    server.timeout(request, PASSWORD_TIMEOUT_SECONDS);
    const endedIds = await passwordAccounts.deleteOwnData(session, body, { address });
    for (const endedId of endedIds) gateway.endSession(session.user.id, endedId);
    people.eraseSoon();
    return noContent(credentials.forget(request, origin));
  }
}
