import { SQL } from "bun";
import { newToken } from "../../src/protocol/ids.ts";
import { prepareDatabase } from "../../src/server/storage/postgres/prepare-database.ts";
import type { PostgresServer } from "./postgres-server.ts";

/** Databases as a new server finds them. One that is given back is emptied and given again: that takes a tenth of the time of making one. */
export class PostgresDatabases {
  readonly #server: PostgresServer;
  readonly #free: string[] = [];
  #template: string | undefined;

  constructor(server: PostgresServer) {
    this.#server = server;
  }

  async take(): Promise<{ readonly url: string } & AsyncDisposable> {
    const url = this.#free.pop() ?? (await this.#create());
    await using sql = new SQL(url, { max: 1 });
    await sql`UPDATE meta SET value = ${newToken()} WHERE name = 'epoch'`;
    return {
      url,
      [Symbol.asyncDispose]: async () => {
        await empty(url);
        this.#free.push(url);
      },
    };
  }

  async #create(): Promise<string> {
    if (this.#template === undefined) {
      const url = await this.#server.createDatabase();
      await prepareDatabase(url, () => {});
      await using sql = new SQL(url, { max: 1 });
      await sql.unsafe(keepFirstRows);
      this.#template = new URL(url).pathname.slice(1);
    }
    return await this.#server.createDatabase({ copyOf: this.#template });
  }
}

/** What the migrations have put into the tables. */
const keepFirstRows = `
  CREATE SCHEMA first_rows;
  DO $$ DECLARE name TEXT; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
      EXECUTE format('CREATE TABLE first_rows.%1$I AS TABLE public.%1$I', name);
    END LOOP;
  END $$;
  CREATE FUNCTION first_rows.restore() RETURNS void LANGUAGE plpgsql AS $$ DECLARE name TEXT; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'first_rows' LOOP
      EXECUTE format('DELETE FROM public.%1$I', name);
      EXECUTE format('INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE SELECT * FROM first_rows.%1$I', name);
    END LOOP;
  END $$`;

/** No node may be connected. */
async function empty(url: string): Promise<void> {
  await using sql = new SQL(url, { max: 1 });
  await sql.unsafe("SELECT first_rows.restore()");
}
