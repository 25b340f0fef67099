import type { MessageEvent } from "../../client/index.ts";
import type { MentionRange } from "../text/nodes.ts";

/** What is shown in the place of each mention: the name of today. */
export function mentionLabels({ mentions }: Pick<MessageEvent, "mentions">): readonly MentionRange[] | undefined {
  return mentions?.map(({ start, length, user }) => ({ start, length, label: `@${user?.nickname ?? "all"}`, userId: user?.id }));
}
