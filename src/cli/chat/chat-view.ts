import { type Conversation, type DeleteEvent, LOBBY_ID } from "../../client/index.ts";
import type { Paint } from "../terminal-text.ts";
import { signOutWarning } from "./account-actions.ts";
import { enterRoom, perform, refusalOf } from "./actions.ts";
import { beginningSentence } from "./beginning.ts";
import { type Command, parseCommand } from "./commands.ts";
import { connectionSentence } from "./connection-sentence.ts";
import { nameOf } from "./conversation-name.ts";
import type { Ending } from "./ending.ts";
import { words } from "./i18n/words.ts";
import { invitationSentence, onInvitation } from "./invitations.ts";
import type { ViewKey } from "./keys.ts";
import { edited, emptyEditor, type LineEditor, taken, textOf } from "./line-editor.ts";
import { type LaidLog, LogLayout, outboxLines } from "./log-lines.ts";
import type { MarkedText } from "./marked-text.ts";
import { obstacleSentence } from "./obstacle.ts";
import { onOwnOrder } from "./own-order.ts";
import { type Frame, layOut, logRows, type ScreenSize, type ScreenView } from "./screen.ts";
import { SecretPrompt } from "./secret-prompt.ts";
import type { Talk } from "./talk.ts";

const say = words.status;

export interface ViewOptions {
  readonly owner: string;
  readonly paint: Paint;
  readonly onEnd: (ending: Ending) => void;
}

/** The view of a chat: the shown part of a conversation, and the input. Keys go in, frames come out. */
export class ChatView {
  readonly #talk: Talk;
  readonly #owner: string;
  readonly #paint: Paint;
  readonly #onEnd: (ending: Ending) => void;
  #editor: LineEditor = emptyEditor;
  /** Lines hidden below the screen; the newest are in sight at 0. */
  #linesBelow = 0;
  /** How often the reader went somewhere: a page that comes afterwards does not scroll. */
  #jumpCount = 0;
  #columns = 80;
  /** Rows of the screen that are the conversation's. */
  #height = 1;
  #layout: LogLayout | undefined;
  #laid: LaidLog | undefined;
  #outboxLines: readonly string[] = [];
  /** The inputs of `#laid` and `#outboxLines`. */
  #laidKey = "";
  #shownId = "";
  /** The last event in `#laid`, and how many lines there are from it on. */
  #lastSeq = 0;
  #linesFromLast = 0;
  #hint = "";
  /** Asked for the end once; the next time it is meant. */
  #isEnding = false;
  /** Was told what is lost by signing out. */
  #isWarned = false;
  readonly #secret = new SecretPrompt();

  constructor(talk: Talk, { owner, paint, onEnd }: ViewOptions) {
    this.#talk = talk;
    this.#owner = owner;
    this.#paint = paint;
    this.#onEnd = onEnd;
    talk.askSecret = (question) => {
      const answer = this.#secret.ask(question);
      talk.onChange();
      return answer;
    };
    onInvitation(talk.client, (invitation) => {
      talk.log.say(invitationSentence(invitation));
      talk.onChange();
    });
    onOwnOrder(talk, (sentence, removal) => {
      const isOfShown = removal?.conversation.id === talk.shownId; // the lobby is shown next
      (isOfShown ? talk.logOf(LOBBY_ID) : talk.log).say(sentence);
      talk.onChange();
    });
    talk.client.on("event", ({ conversationId, event }) => {
      if (event.type === "delete") this.#onDelete(conversationId, event);
    });
  }

  /** Handles a key. */
  press(key: ViewKey): void {
    if (this.#secret.question !== undefined) {
      this.#secret.press(key);
      return;
    }
    const wasEnding = this.#isEnding;
    this.#isEnding = false;
    this.#hint = "";
    switch (key.type) {
      case "enter":
        this.#enter();
        break;
      case "interrupt":
        this.#interrupt(wasEnding);
        break;
      case "end-of-input":
        if (textOf(this.#editor) === "") this.#run({ type: "quit" }, wasEnding);
        else this.#editor = edited(this.#editor, { type: "delete" });
        break;
      case "page-up":
        this.#scrollUp();
        break;
      case "page-down":
        this.#scrollDown();
        break;
      case "to-end":
        this.#goToEnd();
        break;
      case "next":
        this.#turn(1);
        break;
      case "previous":
        this.#turn(-1);
        break;
      case "go":
        this.#run({ type: "switch", name: String(key.number) }, wasEnding);
        break;
      case "overlong-paste":
        this.#hint = say.overlongPaste;
        break;
      default:
        this.#editor = edited(this.#editor, key);
        if (textOf(this.#editor) === "") this.#talk.client.stopTyping(this.#talk.shownId);
        else if (key.type === "insert" && !textOf(this.#editor).startsWith("/")) this.#talk.client.typing(this.#talk.shownId);
    }
  }

  /** Shows a room at the beginning. */
  enterRoom(name: string): void {
    void this.#answer(enterRoom(this.#talk, name).then(() => []));
  }

  /** The content of a screen of that size. Visible messages count as read. */
  look(size: ScreenSize): Frame {
    this.#columns = size.columns;
    this.#height = logRows(size, this.#editor);
    this.#refresh(size.columns);
    this.#goToTarget();
    this.#linesBelow = Math.max(0, this.#linesBelow);
    const lines = this.#newestLines(this.#linesBelow + this.#height);
    this.#linesBelow = Math.min(this.#linesBelow, Math.max(0, lines.length - this.#height));
    if (this.#linesBelow === 0) this.#markRead();
    return layOut(this.#view(lines), size, this.#paint);
  }

  /** A message says only that it was deleted: who did it, and why, is told when it is not the author. */
  #onDelete(conversationId: string, { by, target, reason }: DeleteEvent): void {
    const log = this.#talk.openedLog(conversationId);
    const message = log?.entries.find(({ seq }) => seq === target);
    if (log === undefined || (reason === undefined && (message?.type !== "message" || message.by.id === by.id))) return;
    const { order } = words;
    log.say(order.because(words.messages.didDelete(by.nickname, target), reason));
    this.#talk.onChange();
  }

  #enter(): void {
    const line = textOf(this.#editor);
    this.#editor = taken(this.#editor);
    this.#run(parseCommand(line), false);
  }

  #interrupt(wasEnding: boolean): void {
    if (!wasEnding && this.#talk.transfers.cancel()) return;
    this.#editor = edited(this.#editor, { type: "clear" });
    if (wasEnding) this.#onEnd({ exitCode: 0, isSigningOut: false });
    else this.#isEnding = true;
  }

  #run(command: Command, isSure: boolean): void {
    switch (command.type) {
      case "nothing":
        break;
      case "quit":
        this.#quit(false, isSure);
        break;
      case "sign-out":
        void this.#signOut(isSure);
        break;
      case "history":
        this.#scrollUp();
        break;
      default:
        if (command.type === "say") this.#goToEnd();
        void this.#answer(perform(this.#talk, command));
    }
  }

  /** A guest who would lose the nickname is told so first, and signs out by the same command again. */
  async #signOut(isSure: boolean): Promise<void> {
    const warning = this.#isWarned ? undefined : await signOutWarning(this.#talk);
    if (warning === undefined) return this.#quit(true, isSure);
    this.#isWarned = true;
    await this.#answer(Promise.resolve([warning]));
  }

  #quit(isSigningOut: boolean, isSure: boolean): void {
    const isBusy = this.#waitingCount > 0 || this.#talk.transfers.isRunning;
    if (!isBusy || isSure) this.#onEnd({ exitCode: 0, isSigningOut });
    else this.#isEnding = true;
  }

  async #answer(answer: Promise<readonly (string | MarkedText)[]>): Promise<void> {
    const lines = await answer.catch((error: unknown) => [refusalOf(error)]);
    if (lines.length === 0 || this.#talk.client.state === "closed") return;
    for (const line of lines) this.#talk.log.say(line);
    this.#goToEnd();
    this.#talk.onChange();
  }

  #goToEnd(): void {
    this.#jumpCount += 1;
    this.#linesBelow = 0;
    if (this.#talk.log.timeline.hasNewer) void this.#talk.loadNewest();
  }

  /** A message that was gone to comes to the middle. */
  #goToTarget(): void {
    const { target, shownId } = this.#talk;
    const count = target?.conversationId === shownId ? (this.#laid?.countFrom(target.seq) ?? 0) : 0;
    if (count === 0) return;
    this.#talk.target = undefined;
    this.#jumpCount += 1;
    this.#linesBelow = this.#notAtEnd(count + this.#outboxLines.length - Math.ceil(this.#height / 2));
  }

  /** A reader of a part with more after it is not at the end: what is loaded there does not move them. */
  #notAtEnd(linesBelow: number): number {
    return Math.max(this.#talk.log.timeline.hasNewer ? 1 : 0, linesBelow);
  }

  /** Below the last message that is held, one more page is read first. */
  #scrollDown(): void {
    const { hasNewer, loading } = this.#talk.log.timeline;
    if (this.#linesBelow > this.#page || !hasNewer) {
      this.#linesBelow -= this.#page;
      return;
    }
    if (loading !== "nothing") return;
    const jumpCount = this.#jumpCount;
    this.#talk.loadNewer().then(
      () => {
        if (jumpCount !== this.#jumpCount) return;
        this.#refresh(this.#columns); // the new lines are below the reader now
        this.#linesBelow = this.#notAtEnd(this.#linesBelow - this.#page);
        this.#talk.onChange();
      },
      (error: unknown) => {
        this.#hint = refusalOf(error);
        this.#talk.onChange();
      },
    );
  }

  /** Beyond the top, one more page of the past is read first. */
  #scrollUp(): void {
    const wanted = this.#linesBelow + this.#page + this.#height;
    if (this.#newestLines(wanted).length >= wanted) {
      this.#linesBelow += this.#page;
      return;
    }
    const jumpCount = this.#jumpCount;
    this.#talk.loadOlder().then(
      (hasMore) => {
        if (jumpCount !== this.#jumpCount) return;
        if (!hasMore) this.#hint = beginningSentence(this.#talk);
        this.#linesBelow += this.#page;
        this.#talk.onChange();
      },
      (error: unknown) => {
        this.#hint = refusalOf(error);
        this.#talk.onChange();
      },
    );
  }

  #turn(step: 1 | -1): void {
    const { order, shownId } = this.#talk;
    const next = order[(order.indexOf(shownId) + step + order.length) % order.length];
    if (next !== undefined) this.#talk.show(next);
  }

  /** Lays the lines out anew when something in them changed. New lines below do not move a reader who scrolled back. */
  #refresh(columns: number): void {
    const { log, client, shownId } = this.#talk;
    const key = [shownId, log.version, columns, client.user?.id, this.#talk.hasNumbers].join(" ");
    if (key === this.#laidKey) return;
    this.#laidKey = key;
    const layout = this.#layoutFor(columns);
    const laid = layout.of(log);
    this.#laid = laid;
    this.#outboxLines = outboxLines(log.timeline.outgoing, layout.options);
    const linesFrom = (seq: number) => laid.countFrom(seq) + this.#outboxLines.length;
    if (shownId !== this.#shownId) this.#linesBelow = 0;
    else if (this.#linesBelow > 0) this.#linesBelow += linesFrom(this.#lastSeq) - this.#linesFromLast;
    this.#shownId = shownId;
    this.#lastSeq = log.entries.at(-1)?.seq ?? 0;
    this.#linesFromLast = linesFrom(this.#lastSeq);
  }

  #layoutFor(columns: number): LogLayout {
    const { client, hasNumbers } = this.#talk;
    const userId = client.user?.id;
    const known = this.#layout?.options;
    if (this.#layout === undefined || known?.columns !== columns || known.userId !== userId || known.hasNumbers !== hasNumbers)
      this.#layout = new LogLayout({ columns, paint: this.#paint, userId, hasNumbers });
    return this.#layout;
  }

  /** So many, or all there are. */
  #newestLines(count: number): readonly string[] {
    return [...(this.#laid?.newest(count - this.#outboxLines.length) ?? []), ...this.#outboxLines];
  }

  get #page(): number {
    return Math.max(1, this.#height - 1);
  }

  #markRead(): void {
    const { log, client, shownId } = this.#talk;
    const { isLoaded, hasNewer, window } = log.timeline;
    if (isLoaded && !hasNewer && window.places !== undefined) client.markRead(shownId, window.places.last);
  }

  #view(lines: readonly string[]): ScreenView {
    const { client, order, shown, shownId, onlineCount } = this.#talk;
    const presence = onlineCount === undefined ? "" : ` · ${say.online(onlineCount)}`;
    const isPrivate = shown?.kind === "room" && shown.isPrivate ? ` · ${say.private}` : "";
    return {
      title: `${nameOf(shown)}${isPrivate}${presence}${orderHint(shown)}`,
      owner: this.#owner,
      tabs: order.flatMap((id) => {
        const conversation = client.conversations.get(id);
        if (conversation === undefined) return [];
        const unreadCount = Math.max(0, conversation.messageCount - conversation.readMessageCount);
        const isRead = id === shownId && this.#linesBelow === 0;
        return { name: nameOf(conversation), unreadCount: isRead ? 0 : unreadCount, isShown: id === shownId };
      }),
      lines,
      linesBelow: this.#linesBelow,
      status: this.#status(),
      editor: this.#secret.question === undefined ? this.#editor : emptyEditor,
    };
  }

  #status(): ScreenView["status"] {
    const { connection, typists, transfers } = this.#talk;
    const trouble = connectionSentence(connection, this.#talk.client.retryInMs);
    const waiting = this.#waitingCount;
    if (this.#isEnding) return { text: endWarning(waiting, transfers.isRunning), isWarning: true };
    if (this.#secret.question !== undefined) return { text: this.#secret.question, isWarning: true };
    if (trouble !== undefined)
      return { text: waiting > 0 ? `${trouble} · ${words.connection.toSend(waiting)}` : trouble, isWarning: true };
    if (this.#hint !== "") return { text: this.#hint, isWarning: true };
    if (transfers.progress !== undefined) return { text: transfers.progress, isWarning: false };
    if (this.#linesBelow > 0) return { text: say.older, isWarning: false };
    const obstacle = obstacleSentence(this.#talk);
    if (obstacle !== undefined) return { text: `${obstacle}${this.#invitationHint} · ${say.help}`, isWarning: true };
    if (typists.length === 0)
      return { text: `${words.connection.connected}${this.#invitationHint} · ${say.help}`, isWarning: false };
    return { text: say.typing(typists.map(({ nickname }) => nickname)), isWarning: false };
  }

  get #invitationHint(): string {
    const { size } = this.#talk.client.invitations;
    return size === 0 ? "" : ` · ${say.invitations(size)}`;
  }

  get #waitingCount(): number {
    return this.#talk.client.outboxEntries.filter(({ state }) => state === "sending").length;
  }
}

/** What stands above the messages of a room: raised hands, and the announcement. */
function orderHint(shown: Conversation | undefined): string {
  if (shown?.kind !== "room") return "";
  const { raisedHands = [], rules } = shown;
  const hands = raisedHands.length === 0 ? "" : ` · ${words.order.hands(raisedHands.length)}`;
  const announcement = rules?.announcement === undefined ? "" : ` · ${words.order.announcement(rules.announcement)}`;
  return `${hands}${announcement}`;
}

function endWarning(waitingCount: number, isTransferring: boolean): string {
  return `${waitingCount > 0 ? say.unsent(waitingCount) : ""}${isTransferring ? say.transferring : ""}${say.endsAgain}`;
}
