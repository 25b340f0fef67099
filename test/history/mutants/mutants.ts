import type { Mutant } from "./mutant.ts";
import { comeBackAndFallSilent, leaveWhatIsWatched, letSpiesTry, stallGroupSockets, talkThrough } from "./scripts.ts";

/** What the checker must be able to find. Each breaks one part of the promise. */
export const mutants: readonly Mutant[] = [
  {
    name: "acknowledges before the commit",
    changes: [
      {
        file: "storage/sql/write/batch.ts",
        find: "return database.write(() => {",
        replace:
          'const isTalk = calls.every(({ verb }) => verb === "appendMessage");\n  return (isTalk ? database.writeLater : database.write).call(database, () => {',
      },
      {
        file: "storage/sqlite/database.ts",
        find: "  /** All of `work` or nothing.",
        replace: `  writeLater<Result>(work: () => Result): Result {
    if (!this.#database.inTransaction) {
      this.run("BEGIN IMMEDIATE");
      setTimeout(() => this.#database.inTransaction && this.run("COMMIT"), 2_000);
    }
    return work();
  }

  /** All of \`work\` or nothing.`,
      },
      {
        file: "storage/sqlite/database.ts",
        find: '    this.run("BEGIN IMMEDIATE");\n    try {',
        replace: '    if (this.#database.inTransaction) this.run("COMMIT");\n    this.run("BEGIN IMMEDIATE");\n    try {',
      },
    ],
    kinds: ["lost"],
    script: talkThrough("kill", "kill", "kill"),
  },
  {
    name: "does not sync its commits",
    changes: [{ file: "storage/sqlite/threads/writer-database.ts", find: "synchronous = FULL", replace: "synchronous = NORMAL" }],
    kinds: ["lost"],
    script: talkThrough("power-cut"),
    options: { faults: ["power-cut"] },
  },
  {
    name: "does not look for duplicates",
    changes: [
      {
        file: "storage/sqlite/start/migrations/0001-first-schema.ts",
        find: "CREATE UNIQUE INDEX sent_messages",
        replace: "CREATE INDEX sent_messages",
      },
      {
        file: "storage/sql/write/transaction.ts",
        find: "ON CONFLICT (client_message_id, user_key) WHERE client_message_id IS NOT NULL DO NOTHING",
        replace: "",
      },
    ],
    kinds: ["doubled"],
    script: talkThrough("cut-before-acknowledgement"),
  },
  {
    name: "drops what a slow client does not take",
    changes: [
      {
        file: "gateway/fan-out.ts",
        find: "if (subscription.position < after || connection.isCongested) {",
        replace:
          "if (connection.isCongested) {\n          subscription.position = last;\n          continue;\n        }\n        if (subscription.position < after) {",
      },
    ],
    kinds: ["hole", "late"],
    script: stallGroupSockets,
    options: { clientCount: 4, burstCount: 3_000 },
  },
  {
    name: "does not ask who is a member",
    changes: [
      {
        file: "storage/sql/read/membership.ts",
        find: "JOIN memberships ON user_key = own.key AND conversation_key = conversation.key AND is_listed = 1",
        replace: "LEFT JOIN memberships ON user_key = own.key AND conversation_key = conversation.key",
      },
      {
        file: "storage/sql/read/membership.ts",
        find: "SELECT user_key AS userKey, conversation_key AS conversationKey",
        replace: "SELECT own.key AS userKey, conversation.key AS conversationKey",
      },
    ],
    kinds: ["leaked"],
    script: letSpiesTry,
  },
  {
    name: "subscribes after it has read where the logs stand",
    changes: [
      {
        file: "gateway/greeting.ts",
        find: "      this.#subscribe(connection, session.user.id, hello, list, headTracker);",
        replace:
          "      await new Promise((resolve) => setTimeout(resolve, 1_000));\n      headTracker.heads.clear();\n      this.#subscribe(connection, session.user.id, hello, list, headTracker);",
      },
    ],
    kinds: ["late"],
    script: comeBackAndFallSilent,
    // The others bring their cursors with every request, and so find the hole themselves.
    options: { transports: ["websocket"], messagesPerSecond: 1, convergeWithinMs: 5_000 },
  },
  {
    name: "goes on telling departed members who types",
    changes: [
      {
        file: "gateway/departures.ts",
        find: "    if (connection.watchedConversationId === conversationId) presenceFeed.unwatch(connection);\n",
        replace: "",
      },
    ],
    kinds: ["leaked"],
    script: leaveWhatIsWatched,
    options: { messagesPerSecond: 1 },
  },
  {
    name: "goes on delivering to departed members",
    changes: [
      {
        file: "gateway/departures.ts",
        find: "    fanOut.unsubscribe(connection, conversationId);\n    if (connection.watched",
        replace: "    if (connection.watched",
      },
    ],
    kinds: ["leaked"],
    script: leaveWhatIsWatched,
    options: { messagesPerSecond: 1 },
  },
];
