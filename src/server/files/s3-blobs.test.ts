import { blobsContract, type SharedBlobsPlace, sharedBlobsContract } from "../../../test/contract/blobs.ts";
import { S3Server } from "../../../test/support/s3-server.ts";
import { openFileStore } from "./open-file-store.ts";

async function newPlace(): Promise<SharedBlobsPlace> {
  const server = await S3Server.start({ pageSize: 7 });
  const { environment } = server;
  const filesUrl = server.urlOf("team/reef");
  return {
    appending: { arguments: ["", "--files", filesUrl], environment },
    async cutOff() {
      await server.kill();
      return async () => server.restart();
    },
    open: async () => (await openFileStore({ folder: "", filesUrl, environment })).blobs,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

blobsContract("blobs in a bucket", newPlace);
sharedBlobsContract("blobs in a bucket, from several nodes", newPlace);
