import { useEffect, useState } from "preact/hooks";
import { type Conversation, may, ShoalClient, standingOf } from "../../../client/index.ts";
import { server } from "../../state/session.ts";

/** The user as a member: what they can see and remove depends on the conversations that they are in. */
export interface OwnClient {
  /** The conversation, where the user is a member of it. */
  find(conversationId: string): Conversation | undefined;
  mayRemove(conversationId: string): boolean;
  /** Throws `ShoalError`. */
  remove(conversationId: string, seq: number): Promise<void>;
}

/** A connection for as long as the reports are shown. Undefined until it is live. */
export function useOwnClient(userId: string): OwnClient | undefined {
  const [client, setClient] = useState<ShoalClient | undefined>(undefined);
  useEffect(() => {
    const opened = new ShoalClient(server, { userId });
    opened.ready().then(
      () => setClient(opened),
      () => {},
    );
    return () => opened.close();
  }, [userId]);
  return client === undefined ? undefined : ownClient(client);
}

function ownClient(client: ShoalClient): OwnClient {
  const find = (conversationId: string) => client.conversations.get(conversationId);
  return {
    find,
    mayRemove(conversationId) {
      const place = find(conversationId);
      if (place === undefined || place.kind !== "room") return false;
      return may(standingOf(place.role ?? "member", client.moderation.serverStanding.role, place), "delete-other", place);
    },
    async remove(conversationId, seq) {
      await client.delete(conversationId, seq);
    },
  };
}
