import { paths } from "../../../src/protocol/http.ts";
import { PROTOCOL_VERSION } from "../../../src/protocol/version.ts";
import type { Account, SpyReport, SpyTarget } from "../adapter.ts";

/** How long a spy listens for what a guessed cursor may bring. */
const LISTEN_MS = 150;
/** A frame without an answer after this has none. */
const ANSWER_WITHIN_MS = 1_000;
const REQUEST_WITHIN_MS = 5_000;

type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

/** Every frame that names a conversation. */
function framesAbout(conversationId: string, memberId: string): Frame[] {
  const asked = { requestId: 1, conversationId };
  return [
    { type: "history", ...asked },
    { type: "history", ...asked, after: 0, limit: 200 },
    { type: "members", ...asked },
    { type: "watch", ...asked },
    { type: "resume", logId: conversationId, after: 0 },
    { type: "read", conversationId, seq: 1 },
    { type: "typing", conversationId },
    { type: "send", clientMessageId: `spy-${crypto.randomUUID()}`, conversationId, text: "spy" },
    { type: "join", ...asked },
    { type: "leave", ...asked },
    { type: "invite", ...asked, userId: memberId },
    { type: "withdraw-invitation", ...asked, userId: memberId },
    { type: "accept-invitation", ...asked },
    { type: "decline-invitation", ...asked },
  ];
}

/** Tries every frame over WebSocket and over HTTP, and guessed cursors over each transport's greeting. */
export async function spyOnShoal(url: string, { token }: Account, target: SpyTarget): Promise<readonly SpyReport[]> {
  const reports: SpyReport[] = [];
  const socket = await SpySocket.open(url, token, { [target.conversationId]: 0, [target.inventedId]: 0 });
  try {
    const frames = framesAbout(target.conversationId, target.memberId);
    const invented = framesAbout(target.inventedId, target.memberId);
    for (const [index, frame] of frames.entries()) {
      const other = invented[index];
      if (other === undefined) throw new Error("Both lists have the same frames.");
      reports.push({
        route: `POST ${paths.frames} ${frame.type}`,
        answer: await post(url, token, frame),
        answerForInvented: await post(url, token, other),
      });
      reports.push({
        route: `WebSocket ${frame.type}`,
        answer: await socket.ask(frame),
        answerForInvented: await socket.ask(other),
      });
    }
    for (const path of [paths.stream, paths.poll]) {
      reports.push({
        route: `POST ${path} with a cursor`,
        answer: await greet(url, path, token, target.conversationId),
        answerForInvented: await greet(url, path, token, target.inventedId),
      });
    }
    await Bun.sleep(LISTEN_MS);
    reports.push({
      route: "listening on a WebSocket",
      answer: socket.overheard(target.conversationId),
      answerForInvented: socket.overheard(target.inventedId),
    });
  } finally {
    socket.close();
  }
  return reports.filter(({ answer, answerForInvented }) => isInformative(answer) && isInformative(answerForInvented));
}

/** A server that cannot answer at the moment tells nothing of a conversation. */
function isInformative(answer: string): boolean {
  return !/unavailable|internal|rate-limited|no answer/.test(answer);
}

async function post(url: string, token: string, frame: Frame): Promise<string> {
  const response = await fetch(url + paths.frames, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
    body: JSON.stringify(frame),
    signal: AbortSignal.timeout(REQUEST_WITHIN_MS),
  });
  return outline(await response.text());
}

/** What a greeting with a guessed cursor brings of that conversation. */
async function greet(url: string, path: string, token: string, conversationId: string): Promise<string> {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
    body: JSON.stringify({ version: PROTOCOL_VERSION, cursors: { [conversationId]: 0 } }),
    signal: AbortSignal.timeout(REQUEST_WITHIN_MS),
  });
  const text = await firstOf(response);
  return text.includes(conversationId) ? text : "nothing";
}

/** What comes within the time in which a spy listens: a stream does not end by itself. */
async function firstOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  const timer = setTimeout(() => reader.cancel().catch(() => {}), LISTEN_MS);
  for (let part = await reader.read(); !part.done; part = await reader.read())
    text += decoder.decode(part.value, { stream: true });
  clearTimeout(timer);
  return text;
}

/** Of an answer, what must not depend on the conversation: its type and its error, not the request's own ids. */
function outline(text: string): string {
  const frames = text.trim().split("\n").filter(Boolean);
  return frames
    .map((frame) => {
      const { type, code } = JSON.parse(frame) as { type?: string; code?: string };
      return code === undefined ? (type ?? frame) : `${type} ${code}`;
    })
    .join(", ");
}

/** A WebSocket on which one frame after the other is asked. */
class SpySocket {
  readonly #socket: WebSocket;
  readonly #received: string[] = [];
  #onFrame: (text: string) => void = () => {};

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const text = String(data);
      if (!text.startsWith('{"type":"welcome"')) this.#received.push(text);
      this.#onFrame(text);
    });
  }

  static async open(url: string, token: string, cursors: Readonly<Record<string, number>>): Promise<SpySocket> {
    const socket = new WebSocket(url.replace(/^http/, "ws") + paths.socket);
    const spy = new SpySocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener("error", () => reject(new Error("The server refused the handshake.")));
    });
    const isGreeted = new Promise<void>((resolve, reject) => {
      spy.#onFrame = () => resolve();
      socket.addEventListener("close", () => reject(new Error("The server ended the connection before its welcome.")));
    });
    socket.send(JSON.stringify({ type: "hello", version: PROTOCOL_VERSION, token, cursors }));
    await isGreeted;
    return spy;
  }

  async ask(frame: Frame): Promise<string> {
    const answer = new Promise<string>((resolve) => {
      this.#onFrame = (text) => {
        if (/^\{"type":"(presence|typists|ping|events)"/.test(text)) return;
        resolve(outline(text));
      };
      setTimeout(() => resolve("no answer"), ANSWER_WITHIN_MS);
    });
    this.#socket.send(JSON.stringify(frame));
    return await answer;
  }

  /** Whether anything that was not asked for named that conversation. */
  overheard(conversationId: string): string {
    const found = this.#received.filter((text) => text.includes(conversationId) && !text.includes('"type":"error"'));
    return found.length === 0 ? "nothing" : found.join(" ");
  }

  close(): void {
    this.#socket.close();
  }
}
