import { changeMessages } from "./change-script.ts";
import type { Mutant } from "./mutant.ts";

const changes = "storage/sql/write/message-changes.ts";
/** Every client acts by the script; the others talk a little. */
const quiet = { script: changeMessages, options: { messagesPerSecond: 20, convergeWithinMs: 3_000 } } as const;

/** Each breaks what is promised of messages after they were sent. */
export const changeMutants: readonly Mutant[] = [
  {
    name: "leaves the text of a deleted message",
    changes: [
      {
        file: "storage/sql/write/message-rows.ts",
        find: "([state.text, textOfDetails",
        replace: "([state.isDeleted === true ? row.body : state.text, textOfDetails",
      },
    ],
    kinds: ["diverged"],
    ...quiet,
  },
  {
    name: "applies an edit twice",
    changes: [
      {
        file: changes,
        find: "  forgetMentions(transaction, log, state.seq);\n  noteMentions(",
        replace:
          '  transaction.append(log, member.key, { ...changeOf(message, edit), type: "edit", text });\n  forgetMentions(transaction, log, state.seq);\n  noteMentions(',
      },
    ],
    kinds: ["doubled"],
    ...quiet,
  },
  {
    name: "accepts an edit after the deletion",
    changes: [{ file: changes, find: '"edit-other", log);\n  requireKept(message);', replace: '"edit-other", log);' }],
    kinds: ["undeleted"],
    ...quiet,
  },
  {
    name: "acknowledges a deletion that it does not store",
    changes: [
      {
        file: changes,
        find: "  if (state.isDeleted === true) return;\n",
        replace: "  if (state.seq > 0) return;\n",
      },
    ],
    kinds: ["lost"],
    ...quiet,
  },
  {
    name: "takes no reaction back",
    changes: [
      {
        file: changes,
        find: '  change(transaction, message, { ...changeOf(message, reaction), type: "unreact", emoji });\n',
        replace: "",
      },
    ],
    kinds: ["lost"],
    ...quiet,
  },
  {
    name: "does not tell WebSockets of edits",
    changes: [
      {
        file: "gateway/websocket.ts",
        find: "this.#socket.send(frame) > 0",
        replace: `this.#socket.send(frame.replaceAll('"type":"edit"', '"type":"later"')) > 0`,
      },
    ],
    kinds: ["altered", "diverged"],
    ...quiet,
  },
  {
    name: "leaves the reactions out of pages",
    changes: [
      {
        file: "storage/sql/event-rows.ts",
        find: "if (!reactions) return message;",
        replace: "if (reactions) return message;\n    if (!reactions) return message;",
      },
    ],
    kinds: ["diverged"],
    ...quiet,
  },
  {
    name: "quotes deleted messages",
    changes: [
      {
        file: "storage/sql/event-rows.ts",
        find: '...(!deleted && { text: quotedText(row.body ?? "", files) })',
        replace: 'text: deleted ? "deleted" : quotedText(row.body ?? "", files)',
      },
    ],
    kinds: ["diverged"],
    ...quiet,
  },
  {
    name: "does not empty the write-ahead log",
    changes: [
      {
        file: "storage/sqlite/threads/write-service.ts",
        find: '...["editMessage", "deleteMessage", "eraseEmptyRooms", "forgetScrubs"],',
        replace: "",
      },
    ],
    kinds: ["remaining"],
    ...quiet,
  },
  {
    name: "does not overwrite what it deletes",
    changes: [{ file: "storage/sqlite/threads/writer-database.ts", find: "secure_delete = ON", replace: "secure_delete = OFF" }],
    kinds: ["remaining"],
    ...quiet,
  },
  {
    name: "leaves deleted texts in the index of the search",
    changes: [
      {
        file: "storage/sqlite/search/indexer.ts",
        find: "    if (scrub.seq > this.#cursorOf(scrub.logKey)) return [];\n",
        replace: "    if (scrub.seq > 0) return [];\n",
      },
    ],
    kinds: ["remaining"],
    ...quiet,
  },
  {
    name: "keeps the files of deleted messages",
    changes: [{ file: changes, find: "  doomFilesOf(transaction, log, state.seq);\n", replace: "" }],
    kinds: ["remaining"],
    ...quiet,
  },
  {
    name: "forgets files that it has not deleted",
    changes: [
      {
        file: "files/housekeeping.ts",
        find: "for (const blobId of blobIds) await this.#parts.blobs.delete(blobId);",
        replace: "await Promise.resolve(blobIds);",
      },
    ],
    kinds: ["remaining"],
    ...quiet,
  },
];
