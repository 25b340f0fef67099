import { type Clock, systemClock } from "../../clock.ts";
import type { Blobs } from "./blobs.ts";
import type { FileHolds } from "./file-holds.ts";
import { FolderBlobs } from "./folder-blobs.ts";
import { HeldFiles } from "./held-files.ts";
import { PostgresBlobs } from "./postgres-blobs.ts";
import { PostgresConnection } from "./postgres-connection.ts";
import { PostgresHolds } from "./postgres-holds.ts";
import { parseS3Address, type S3Address } from "./s3-address.ts";
import { S3Blobs } from "./s3-blobs.ts";
import { S3Store, s3CredentialsOf } from "./s3-store.ts";

interface FileStoreOptions {
  /** Below a folder that is there; made when it is missing and files are kept in it. */
  readonly folder: string;
  /** `s3://…` */
  readonly filesUrl?: string | undefined;
  /** The PostgreSQL that has the log, `postgres://…`: then other nodes work on the same files. */
  readonly storageUrl?: string | undefined;
  readonly clock?: Clock;
  /** Whether nothing is written, not even to see whether the bucket takes it. Default: no. */
  readonly isReadOnly?: boolean;
  /** For how long a node that was killed holds the files that it worked on. Default: 10 s. */
  readonly holdMs?: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Told, in a word, why a store that is not on this machine could not be asked. */
  readonly onTrouble?: (reason: string) => void;
}

/** Where the bytes of files are, and who works on which. */
export interface FileStore {
  readonly blobs: Blobs;
  readonly holds: FileHolds;
  close(): Promise<void>;
}

/** A sentence for the operator: files cannot be kept like this. */
export class FileStoreError extends Error {
  override readonly name = "FileStoreError";
}

/** Files are in the bucket where there is one, else in the PostgreSQL that has the log, else in the folder. Throws `FileStoreError`. */
export async function openFileStore({
  folder,
  filesUrl,
  storageUrl,
  clock = systemClock,
  holdMs,
  isReadOnly = false,
  environment = process.env,
  onTrouble = () => {},
}: FileStoreOptions): Promise<FileStore> {
  const bucket = filesUrl === undefined ? undefined : await openBucket(filesUrl, { environment, isReadOnly, onTrouble });
  if (storageUrl === undefined) {
    const holds = new HeldFiles();
    return {
      blobs: bucket ?? (isReadOnly ? FolderBlobs.at(folder) : await openFolder(folder)),
      holds,
      close: () => holds.close(),
    };
  }
  const database = await openDatabase(storageUrl, onTrouble);
  const holds = new PostgresHolds(database, clock, holdMs);
  return {
    blobs: bucket ?? new PostgresBlobs(database),
    holds,
    async close() {
      await holds.close();
      await database.close();
    },
  };
}

async function openFolder(folder: string): Promise<FolderBlobs> {
  try {
    return await FolderBlobs.open(folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FileStoreError(`The folder ${folder} cannot be written (${reason}); make it writable for this user.`);
  }
}

async function openBucket(
  url: string,
  { environment, isReadOnly, onTrouble }: Required<Pick<FileStoreOptions, "environment" | "isReadOnly" | "onTrouble">>,
): Promise<S3Blobs> {
  const address = parseS3Address(url);
  if (address === undefined)
    throw new FileStoreError(
      "The address of the bucket is invalid; it looks like s3://bucket/prefix?endpoint=https://host&region=name.",
    );
  const credentials = s3CredentialsOf(environment);
  if (credentials === undefined) {
    throw new FileStoreError(
      "The bucket of --files needs its keys; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.",
    );
  }
  const store = new S3Store({ address, credentials, onTrouble });
  const reason = isReadOnly ? undefined : await store.probe();
  if (reason === undefined) return new S3Blobs(store);
  throw new FileStoreError(
    `The bucket ${nameOf(address)} cannot have files (${reason}); check --files, the keys and what they allow.`,
  );
}

function nameOf({ bucket, endpoint }: S3Address): string {
  return `${bucket} at ${endpoint}`;
}

async function openDatabase(url: string, onTrouble: (reason: string) => void): Promise<PostgresConnection> {
  const database = new PostgresConnection({ url, onTrouble });
  try {
    await database.makeTables();
  } catch (error) {
    await database.close();
    const reason = error instanceof Error && "code" in error ? String(error.code) : "no connection";
    throw new FileStoreError(
      `The PostgreSQL of --storage cannot have files (${reason}); check its address, and that its user may create tables.`,
    );
  }
  return database;
}
