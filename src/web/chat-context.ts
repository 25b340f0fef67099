import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Chat } from "./state/chat.ts";

export const ChatContext = createContext<Chat | undefined>(undefined);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (chat === undefined) throw new Error("useChat() needs a ChatContext around it");
  return chat;
}
