import { mayOnServer } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { accountWords } from "./words.ts";

/** The way to the administration, for those who keep order on the server. */
export function AdminLink() {
  const { client } = useChat();
  if (!mayOnServer(client.moderation.serverStanding.role, "see-people")) return null;
  return (
    <p class="hint">
      <a href="admin">{accountWords.value.toAdmin}</a>
    </p>
  );
}
