/**
 * What the history checker needs of a chat server. The checker and the driver know nothing else of it: with one more
 * implementation of this interface they test another server.
 */
export interface ChatAdapter {
  /** The one in `adapters.ts`. */
  readonly name: string;
  /** What can carry a client. Clients are divided among them. */
  readonly transports: readonly string[];
  /** The conversation of every user, which the group sockets are in too. */
  readonly lobbyId: string;
  /** Starts the server on that folder and port; resolves when it takes connections. */
  launch(options: LaunchOptions): Promise<ServerProgram>;
  signIn(url: string, nickname: string): Promise<Account>;
  /** A client that comes back by itself, until `close`. */
  open(url: string, account: Account, transport: string, listener: ClientListener): ChatClient;
  /** A socket of the simplest kind: it hears the lobby from now on, and is gone when its connection is. */
  openGroupSocket(url: string, nickname: string, listener: GroupSocketListener): Promise<GroupSocket>;
  /** Tries every way in to learn something of a conversation that the user is not in. */
  spy(url: string, account: Account, target: SpyTarget): Promise<readonly SpyReport[]>;
  /** Copies the data of the running server into a file. */
  backUp(folder: string, file: string): Promise<void>;
  /** Puts such a copy back. The server is not running. */
  restore(folder: string, file: string): Promise<void>;
  /** The file that is locked by another process to see what the server does then. */
  databaseFile(folder: string): string;
}

export interface LaunchOptions {
  readonly folder: string;
  readonly port: number;
  /** Added to the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Another root of the server's source, for mutants. */
  readonly sourceRoot?: string | undefined;
}

export interface ServerProgram {
  readonly pid: number;
  /** What it wrote to standard error so far. */
  readonly log: string;
  /** Resolves when the process has ended, with its exit code; null after a signal. */
  readonly exited: Promise<number | null>;
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

export interface Account {
  readonly userId: string;
  readonly nickname: string;
  readonly token: string;
}

/** An entry of a conversation's log. */
export interface ChatEvent {
  readonly seq: number;
  /** `other`: something that only takes a place in the log. */
  readonly kind: "message" | "join" | "leave" | "other";
  readonly userId: string;
  /** A message's text. Messages of the driver begin with their id and a space. */
  readonly text?: string;
  /** The id that the sender's client gave the message, where the server keeps it. */
  readonly clientMessageId?: string;
}

export interface HistoryPage {
  readonly floor: number;
  readonly head: number;
  readonly events: readonly ChatEvent[];
}

export interface HistoryRange {
  readonly after?: number;
  readonly limit?: number;
}

export interface ClientListener {
  /** A connection is live. `epoch` names the server's past. */
  onWelcome(epoch: string): void;
  onLost(): void;
  /** The events of that conversation are delivered from here on. */
  onSubscribed(conversationId: string, after: number): void;
  onEvent(conversationId: string, event: ChatEvent): void;
  /** Events up to `after` are not delivered live. */
  onGap(conversationId: string, after: number): void;
  /** What is not stored: these users type there, or came online. */
  onActivity(conversationId: string, activity: Activity, userIds: readonly string[]): void;
}

export type Activity = "typing" | "online";

/** Requests reject with `Refused`. */
export interface ChatClient {
  readonly isLive: boolean;
  /** Resolves with the message's seq when it is stored, however many connections that takes. */
  send(conversationId: string, messageId: string, text: string): Promise<number>;
  history(conversationId: string, range: HistoryRange): Promise<HistoryPage>;
  createRoom(name: string, isPrivate: boolean): Promise<string>;
  join(conversationId: string): Promise<void>;
  leave(conversationId: string): Promise<void>;
  invite(conversationId: string, userId: string): Promise<void>;
  acceptInvitation(conversationId: string): Promise<void>;
  openDirect(userId: string): Promise<string>;
  /** Is told who types and who is online there from now on. */
  watch(conversationId: string): Promise<void>;
  typing(conversationId: string): void;
  close(): void;
}

export interface GroupSocketListener {
  onText(text: string): void;
  onClosed(): void;
}

export interface GroupSocket {
  /** There is no answer; the sender hears its own message. */
  say(text: string): void;
  close(): void;
}

export interface SpyTarget {
  readonly conversationId: string;
  /** An id of the same form that no conversation has. */
  readonly inventedId: string;
  /** A user who is a member. */
  readonly memberId: string;
}

/** What one way in answered. Both answers must be the same: what a user may not see does not exist. */
export interface SpyReport {
  readonly route: string;
  readonly answer: string;
  readonly answerForInvented: string;
}

/** The server refused a request, or no answer is known. */
export class Refused extends Error {
  /** Certain: nothing was stored and nothing will be. */
  readonly isDefinite: boolean;
  readonly code: string;

  constructor(code: string, isDefinite: boolean) {
    super(`The request was refused: ${code}.`);
    this.code = code;
    this.isDefinite = isDefinite;
  }
}
