import { afterAll, beforeAll } from "bun:test";
import { blobsContract, type SharedBlobsPlace, sharedBlobsContract } from "../../../test/contract/blobs.ts";
import { PostgresServer } from "../../../test/support/postgres-server.ts";
import { type FileStore, openFileStore } from "./open-file-store.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(async () => await server[Symbol.asyncDispose]());

async function newPlace(): Promise<SharedBlobsPlace> {
  const storageUrl = await server.createDatabase();
  const opened: FileStore[] = [];
  return {
    appending: { arguments: ["", "--storage", storageUrl] },
    async cutOff() {
      await server.kill();
      return () => server.restart();
    },
    async open() {
      const store = await openFileStore({ folder: "", storageUrl });
      opened.push(store);
      return store.blobs;
    },
    async [Symbol.asyncDispose]() {
      for (const store of opened) await store.close();
    },
  };
}

blobsContract("blobs in PostgreSQL", newPlace);
sharedBlobsContract("blobs in PostgreSQL, from several nodes", newPlace);
