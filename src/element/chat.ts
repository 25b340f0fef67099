import { type Conversation, ShoalClient, ShoalError, systemClock } from "../client/index.ts";
import { type ChatSettings, isSameVisitor } from "./chat-settings.ts";
import { enterRoom } from "./enter-room.ts";
import { keepToken } from "./kept-session.ts";
import { OpenRoom, type OpenRoomListener } from "./open-room.ts";
import { signInGuest, signInVisitor, type VisitorSession } from "./sign-in-visitor.ts";

/** A sign-in that failed for the moment begins again by itself after this, unless the server names a time. */
const SIGN_IN_AGAIN_MS = 10_000;

/** Where the element is, with the data that belongs to it. */
export type ChatSituation =
  /** `url` or `room` is missing. */
  | { readonly kind: "incomplete" }
  | { readonly kind: "signing-in" }
  /** The visitor has to choose a nickname. */
  | { readonly kind: "asking"; readonly nickname: string; readonly error: ShoalError | undefined }
  | { readonly kind: "entering"; readonly client: ShoalClient }
  | { readonly kind: "open"; readonly client: ShoalClient; readonly room: OpenRoom }
  | { readonly kind: "failed"; readonly error: ShoalError };

/** What a chat tells. */
export type ChatListener = Omit<OpenRoomListener, "removed">;

/** A visitor of one server in one room, from signing in to closing. A call that was overtaken by another changes nothing. */
export class Chat {
  readonly #listener: ChatListener;
  #settings: ChatSettings;
  #situation: ChatSituation = { kind: "incomplete" };
  #client: ShoalClient | undefined;
  #session: VisitorSession | undefined;
  /** Aborts when another visitor comes, or the chat closes. */
  #visit = new AbortController();
  #cancelSignIn: (() => void) | undefined;
  /** A kept session has ended and was forgotten: its successor is not forgotten before it was live once. */
  #hasForgotten = false;

  constructor(settings: ChatSettings, listener: ChatListener) {
    this.#settings = settings;
    this.#listener = listener;
    this.#start();
  }

  get situation(): ChatSituation {
    return this.#situation;
  }

  get client(): ShoalClient | undefined {
    return this.#client;
  }

  /** Goes on with other settings; only another room keeps the connection. */
  configure(settings: ChatSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (!isSameVisitor(before, settings) || this.#client === undefined || settings.room === "") this.#start();
    else if (before.room !== settings.room) void this.#enter(this.#client);
  }

  /** Begins again after a failure. */
  tryAgain(): void {
    this.#start();
  }

  /** Signs in a guest who chose a nickname. */
  async joinAs(nickname: string): Promise<void> {
    const { signal } = this.#visit;
    this.#become({ kind: "signing-in" });
    try {
      const session = await signInGuest(this.#settings.url, nickname);
      if (!signal.aborted) this.#connect(session);
    } catch (error) {
      if (signal.aborted) return;
      const known = knownError(error);
      this.#become({ kind: "asking", nickname, error: known });
      this.#listener.failed(known);
    }
  }

  /** For good. */
  close(): void {
    this.#end();
    this.#become({ kind: "incomplete" });
  }

  #start(): void {
    this.#end();
    this.#visit = new AbortController();
    const { url, room } = this.#settings;
    if (url === "" || room === "") this.#become({ kind: "incomplete" });
    else void this.#signIn(this.#visit.signal);
  }

  #end(): void {
    this.#visit.abort();
    this.#cancelSignIn?.();
    if (this.#situation.kind === "open") this.#situation.room.close();
    this.#client?.close();
    this.#client = undefined;
  }

  async #signIn(signal: AbortSignal): Promise<void> {
    this.#become({ kind: "signing-in" });
    try {
      const session = await signInVisitor(this.#settings, signal);
      if (signal.aborted) return;
      if (session === undefined) this.#become({ kind: "asking", nickname: "", error: undefined });
      else this.#connect(session);
    } catch (error) {
      if (signal.aborted) return;
      this.#fail(error);
      if (!(error instanceof ShoalError) || !error.isRetryable) return;
      this.#cancelSignIn = systemClock.after(error.retryAfterMs ?? SIGN_IN_AGAIN_MS, () => this.#start());
    }
  }

  /** Throws `TypeError` for an invalid address. */
  #connect(session: VisitorSession): void {
    const { signal } = this.#visit;
    const client = new ShoalClient(this.#settings.url, { token: session.token });
    [this.#client, this.#session] = [client, session];
    client.on("welcome", () => {
      this.#hasForgotten = false;
    });
    client.on("state", () => {
      if (!signal.aborted) this.#listener.changed();
    });
    client.on("closed", (error) => {
      if (!signal.aborted && error !== undefined) this.#closed(error, session);
    });
    void this.#enter(client);
  }

  async #enter(client: ShoalClient): Promise<void> {
    const entering: ChatSituation = { kind: "entering", client };
    if (this.#situation.kind === "open") this.#situation.room.close();
    this.#become(entering);
    try {
      const conversation = await enterRoom(client, this.#settings.room);
      if (this.#situation === entering) this.#open(client, conversation);
    } catch (error) {
      // Why the client was closed is told by its event.
      if (this.#situation === entering && client.state !== "closed") this.#fail(error);
    }
  }

  #open(client: ShoalClient, conversation: Conversation): void {
    const listener: OpenRoomListener = {
      changed: () => this.#listener.changed(),
      messageArrived: (conversationId, message) => this.#listener.messageArrived(conversationId, message),
      unreadChanged: (count) => this.#listener.unreadChanged(count),
      failed: (error) => this.#listener.failed(error),
      removed: () => {
        this.#fail(new ShoalError("not-found"));
      },
    };
    const room = new OpenRoom({ client, conversation, listener, token: this.#session?.token ?? "" });
    this.#become({ kind: "open", client, room });
    room.begin();
  }

  #closed(error: ShoalError, { isKept }: VisitorSession): void {
    this.#client = undefined;
    const hasEnded = error.code === "unauthenticated" || error.code === "signed-out";
    if (!isKept || !hasEnded || this.#hasForgotten) {
      this.#fail(error);
      return;
    }
    this.#hasForgotten = true;
    keepToken(this.#settings.url, undefined);
    this.#start();
  }

  #fail(error: unknown): void {
    if (this.#situation.kind === "open") this.#situation.room.close();
    const known = knownError(error);
    this.#become({ kind: "failed", error: known });
    this.#listener.failed(known);
  }

  #become(situation: ChatSituation): void {
    this.#situation = situation;
    this.#listener.changed();
  }
}

/** What is wrong with an attribute is a `TypeError` of the SDK's, and its sentence says what. */
function knownError(error: unknown): ShoalError {
  if (error instanceof ShoalError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ShoalError("unsupported", { message, cause: error });
}
