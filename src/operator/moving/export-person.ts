import { systemClock } from "../../clock.ts";
import { foldText } from "../../protocol/fold-text.ts";
import { paths } from "../../protocol/http.ts";
import { Exports } from "../../server/accounts/exports.ts";
import { exportConversations, exportEvents, exportProfile } from "../../server/storage/sql/read/own-data.ts";
import { OperatorError } from "../operator-error.ts";
import type { StoredData } from "../stored-data.ts";
import type { Output } from "./output.ts";

interface PersonExport {
  readonly stored: StoredData;
  readonly output: Output;
  /** An id or a nickname. */
  readonly person: string;
}

/** What `GET /api/account/export` gives to the user, in the same form [P178a]. */
export async function exportPerson({ stored: { database }, output, person }: PersonExport): Promise<string> {
  const user = database.one<{ id: string; nickname: string }>(
    "SELECT id, nickname FROM users WHERE nickname_key IS NOT NULL AND (id = ?1 OR nickname_key = ?2) ORDER BY id <> ?1 LIMIT 1",
    person,
    foldText(person),
  );
  if (user === undefined) throw new OperatorError(`There is no user "${person}"; shoal admin people lists who there is.`);
  const exports = new Exports({
    clock: systemClock,
    filePath: ({ id, name }) => `${paths.files}/${id}/${encodeURIComponent(name)}`,
    storage: {
      exportProfile: async (userId, at) => database.snapshot(() => exportProfile(database, { userId, at })),
      exportConversations: async (userId, after, limit) =>
        database.snapshot(() => exportConversations(database, { userId, after, limit })),
      exportEvents: async (userId, conversationId, after, places) =>
        database.snapshot(() => exportEvents(database, { userId, conversationId, after, places })),
    },
  });
  const writer = output.target.getWriter();
  const texts = exports.begin(user.id);
  for await (const text of texts) await writer.write(new TextEncoder().encode(text));
  await exports.end(user.id, texts);
  await writer.close();
  return `Exported what ${user.nickname} (${user.id}) is and wrote.`;
}
