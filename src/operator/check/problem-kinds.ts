const restore = "restore the last backup that `shoal check` finds sound";
const report = `clients keep what they have; ${restore}, and report this sentence as a bug where no disk failed`;
const reindex =
  "stop the server, delete search.db with the files search.db-wal and search.db-shm, and start it: the index is made again; docs/operating.md says how it is in PostgreSQL";
const tidy = "start the server: its housekeeping deletes it within an hour; report it as a bug where it stays";
const recover = "copy it from the last backup of the folder files; without one the file is lost, and clients are told not-found";

/** Every kind of problem that a check finds, and what the operator can do. docs/operating.md has the same list. */
export const problemCures = {
  "damaged-page": restore,
  "broken-reference": restore,
  "incomplete-schema": restore,
  "missing-epoch": restore,
  unreadable: `look at the disk; ${restore}`,

  "missing-event": restore,
  "event-beyond-head": restore,
  "event-below-floor": "delete those rows by SQL while the server is stopped; clients never see them",
  "repeated-seq": restore,
  "wrong-message-count": report,
  "wrong-last-message": report,
  "time-backwards": "look at the machine's clock: was it set back? Order goes by seqs, and nothing is lost",
  "unknown-type": restore,
  "invalid-body": restore,
  "missing-message-id": restore,
  "repeated-message-id": restore,

  "wrong-change": report,
  "wrong-deletion": report,
  "wrong-edit": report,
  "wrong-reactions": report,
  "wrong-pin": report,
  "wrong-mention": report,
  "wrong-reply": report,
  "wrong-report": report,
  "left-of-deleted":
    "delete the message again in the page, or its user with `shoal admin delete-user`; where that changes nothing, report it as a bug",

  "wrong-feed": "restart every node: each begins at the end of the feed, and clients read the log; report this sentence as a bug",

  "wrong-log-row": restore,
  "wrong-membership": report,
  "wrong-own-log": report,
  "wrong-member-count": report,
  "wrong-owner": "give the room an owner with `shoal admin set-room-owner`",
  "wrong-room": report,
  "wrong-read-marker": "nothing: it is right again as soon as the user reads there",
  "wrong-session": "end it with `shoal admin sign-out`",
  "wrong-nickname": report,
  "wrong-account": report,
  "wrong-bot": "delete the bot with `shoal admin delete-bot`; report it as a bug",
  "wrong-restriction": "lift the restriction and set it again with `shoal admin`",
  "wrong-invitation": report,

  "missing-blob": recover,
  "wrong-blob-length": recover,
  "missing-picture": "copy it from the last backup of the folder files, or let its user or room choose another picture",
  "unknown-blob": tidy,
  "doomed-blob": "start the server: it deletes such files within a minute; report it as a bug where it stays",
  "wrong-file": report,

  "damaged-index": reindex,
  "unindexed-message": reindex,
  "wrongly-indexed-message": reindex,
  "indexed-leftover": reindex,
} as const satisfies Readonly<Record<string, string>>;

export type ProblemKind = keyof typeof problemCures;
