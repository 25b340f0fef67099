import type { Retention } from "../../../client/index.ts";
import type { AdminAnswer } from "../../../protocol/admin.ts";
import { run } from "../command.ts";

/** What goes. */
export interface Due {
  readonly messages: number;
  readonly files: number;
}

/** What would go of the whole server, if it kept so much. */
export async function dueBy({ days: retentionDays, messages: retentionMessages }: Retention): Promise<Due> {
  const due = { messages: 0, files: 0 };
  let after: number | undefined;
  do {
    const answer: AdminAnswer<"retention"> = await run("retention", { retentionDays, retentionMessages, after });
    for (const { messages, files } of [...answer.rooms, answer.privateConversations]) {
      due.messages += messages;
      due.files += files;
    }
    after = answer.next;
  } while (after !== undefined);
  return due;
}
