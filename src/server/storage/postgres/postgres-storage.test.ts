import { afterAll, beforeAll } from "bun:test";
import { storageContract } from "../../../../test/contract/storage.ts";
import { PostgresDatabases } from "../../../../test/support/postgres-databases.ts";
import { PostgresServer } from "../../../../test/support/postgres-server.ts";
import { openPostgresStorage } from "./postgres-storage.ts";

let server: PostgresServer;
let databases: PostgresDatabases;

beforeAll(async () => {
  server = await PostgresServer.start();
  databases = new PostgresDatabases(server);
});

afterAll(() => server[Symbol.asyncDispose]());

storageContract(
  "postgres",
  async () => {
    const database = await databases.take();
    return {
      open: (onCommit) => openPostgresStorage({ url: database.url, onCommit }),
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    };
  },
  { isHalf: true },
);
