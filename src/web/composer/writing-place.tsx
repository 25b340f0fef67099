import { useRef, useState } from "preact/hooks";
import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { closureIn } from "../order/closure-in.ts";
import { ClosedComposer } from "../order/order-parts.ts";
import { draftsOf } from "../state/drafts.ts";
import { Composer } from "./composer.tsx";

/** The field, or why there is none. The draft waits. */
export function WritingPlace({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const [, update] = useState(0);
  const wasClosed = useRef(false);
  const closure = closureIn(chat, conversation);
  if (closure === undefined) return <Composer conversation={conversation} isReopened={wasClosed.current} />;
  wasClosed.current = true;
  const hasDraft = draftsOf(chat.me.id).read(conversation.id) !== "";
  return <ClosedComposer {...{ closure, hasDraft }} onEnd={() => update((count) => count + 1)} />;
}
