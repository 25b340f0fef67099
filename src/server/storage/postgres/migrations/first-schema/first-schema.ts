import { LOBBY_ID } from "../../../../../protocol/ids.ts";
import { APPEND_LANES } from "../../locks.ts";
import type { Migration } from "../migration.ts";
import { appends } from "./appends.ts";
import { feed } from "./feed.ts";
import { indexes } from "./indexes.ts";
import { moreTables } from "./more-tables.ts";
import { names } from "./names.ts";
import { tables } from "./tables.ts";

export const firstSchema: Migration = {
  name: "first schema",
  sql: `
    ${tables}
    ${moreTables}
    ${indexes}
    ${feed}
    ${names}
    ${appends}
    INSERT INTO lanes (lane) SELECT * FROM generate_series(0, ${APPEND_LANES});
    INSERT INTO logs (key, id, kind) VALUES (1, '${LOBBY_ID}', 'room');
    ALTER TABLE logs ALTER COLUMN key RESTART WITH 2;
    INSERT INTO rooms (key, name, name_key, is_private) VALUES (1, 'lobby', 'lobby', 0);
  `,
};
