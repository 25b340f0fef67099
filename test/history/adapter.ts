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
  /** Uploads a small file of that text, which a message of the account may name; rejects with `Refused`. */
  upload(url: string, account: Account, text: string): Promise<string>;
  /** Files in the data folder that belong to no message and no upload. The server may be running. */
  strayFiles(folder: string): Promise<readonly string[]>;
  /** What is wrong in the data folder by itself, in sentences. The server may be running. */
  damage(folder: string): Promise<readonly string[]>;
  /** The same of the PostgreSQL of a cluster, to which nothing is written meanwhile. */
  damageOfDatabase(url: string): Promise<readonly string[]>;
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
  readonly kind: "message" | "join" | "leave" | "room" | "change" | "other";
  readonly userId: string;
  /** A message's text, or the text that an edit gives it. Messages of the driver begin with their id and a space. */
  readonly text?: string;
  /** The id that the sender's client gave the message, where the server keeps it. */
  readonly clientMessageId?: string;
  /** Of a message: only its place is left. */
  readonly isDeleted?: true;
  /** Of a message: the one that it answers, with the text that it has now; no text when that one was deleted. */
  readonly quote?: { readonly seq: number; readonly text?: string };
  readonly fileCount?: number;
  /** Of a message in its present state: how many users reacted with each emoji. */
  readonly reactions?: Readonly<Record<string, number>>;
  /** Of a change. */
  readonly change?: ChangeKind;
  /** Of a change: the seq of the message. */
  readonly target?: number;
  /** Of a reaction. */
  readonly emoji?: string;
}

export type ChangeKind = "edit" | "delete" | "react" | "unreact";

/** What a user does to the message at that place. */
export interface MessageChange {
  readonly change: ChangeKind;
  readonly seq: number;
  /** Of an edit. */
  readonly text?: string;
  /** Of a reaction. */
  readonly emoji?: string;
}

/** What a message has besides its text when it is sent. */
export interface Attachments {
  readonly replyTo?: number;
  readonly fileId?: string;
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
  /** It came without being shown: the client does not know of that conversation. */
  onDropped(conversationId: string, event: ChatEvent): void;
  /** Events up to `after` are not delivered live. */
  onGap(conversationId: string, after: number): void;
  /** What is not stored: these users type there, or came online. */
  onActivity(conversationId: string, activity: Activity, userIds: readonly string[]): void;
}

export type Activity = "typing" | "online";

/** Requests reject with `Refused`. */
export interface ChatClient {
  readonly isLive: boolean;
  /** For people: its state, and what it was refused last. */
  readonly condition: string;
  /** Resolves with the message's seq when it is stored, however many connections that takes. */
  send(conversationId: string, messageId: string, text: string, attachments?: Attachments): Promise<number>;
  /** Resolves when the change is stored. It is asked for once. */
  change(conversationId: string, change: MessageChange): Promise<void>;
  /** Keeps the end of that conversation up to date from now on. */
  follow(conversationId: string): void;
  /** The last messages of a followed conversation, in the state that the client made of a page and the events after it. */
  held(conversationId: string): Promise<readonly ChatEvent[] | undefined>;
  history(conversationId: string, range: HistoryRange): Promise<HistoryPage>;
  createRoom(name: string, isPrivate: boolean): Promise<string>;
  join(conversationId: string): Promise<void>;
  leave(conversationId: string): Promise<void>;
  /** Removes a member, who may come back. */
  kick(conversationId: string, userId: string): Promise<void>;
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
