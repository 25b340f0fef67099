import { createElement, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import type { ShoalClient } from "../../src/client/index.ts";
import { ShoalProvider, useConversations, usePresence, useShoal, useTimeline, useTyping } from "../../src/react/index.ts";

/** What the test reads, and how it acts. */
interface StageWindow {
  shown?: unknown;
  /** Renders of the room, of both passes of StrictMode. */
  renderCount: number;
  show(roomId: string | undefined): void;
  send(text: string): Promise<unknown>;
  loadOlder(): Promise<void>;
  client: ShoalClient | undefined;
  unmount(): void;
}

const stage = window as unknown as StageWindow;
stage.renderCount = 0;

/** A program with every hook, in the page of its own site. */
export function startStage(url: string, token: string): void {
  const element = document.body.appendChild(document.createElement("main"));
  const root = createRoot(element);
  stage.unmount = () => root.unmount();
  root.render(createElement(StrictMode, null, createElement(Program, { url, token })));
}

function Program({ url, token }: { url: string; token: string }) {
  const [roomId, show] = useState<string | undefined>("lobby");
  stage.show = show;
  const room = roomId === undefined ? "no room" : createElement(Room, { id: roomId });
  return createElement(ShoalProvider, { url, token }, room);
}

function Room({ id }: { id: string }) {
  const { client, state, user } = useShoal();
  const conversations = useConversations();
  const timeline = useTimeline(id);
  const { typists } = useTyping(id);
  const { online, onlineCount } = usePresence(id);
  const texts = timeline.entries.flatMap((entry) => (entry.type === "message" ? [entry.text] : []));
  stage.renderCount += 1;
  Object.assign(stage, { send: timeline.send, loadOlder: timeline.loadOlder, client });
  stage.shown = {
    state,
    nickname: user?.nickname,
    conversations: conversations.map((each) => each.id),
    texts,
    outgoing: timeline.outgoing.map(({ text }) => text),
    hasOlder: timeline.hasOlder,
    typists: typists.map(({ nickname }) => nickname),
    online: online.map(({ nickname }) => nickname).toSorted(),
    onlineCount,
  };
  return createElement("p", null, texts.at(-1));
}
