import { expect, test } from "bun:test";
import { refusal, S3Server } from "../../../test/support/s3-server.ts";
import { openFileStore } from "./open-file-store.ts";
import { parseS3Address } from "./s3-address.ts";

test.each<[string, (bucket: S3Server) => void, string]>([
  ["whose keys are wrong", (bucket) => (bucket.environment.AWS_SECRET_ACCESS_KEY = "another"), "SignatureDoesNotMatch"],
  ["that is missing", (bucket) => (bucket.isBucketMissing = true), "NoSuchBucket"],
  [
    "that replaces what is there",
    (bucket) => (bucket.options = { honoursConditions: false }),
    "it does not honour If-None-Match",
  ],
])("a bucket %s stops the start with a sentence that has no key", async (_what, damage, reason) => {
  await using bucket = await S3Server.start();
  const environment = { ...bucket.environment };
  damage(bucket);
  const filesUrl = bucket.urlOf("reef");
  const refused = await openFileStore({ folder: "", filesUrl, environment }).catch((error: Error) => error);
  expect(refused).toMatchObject({ name: "FileStoreError", message: expect.stringContaining(`cannot have files (${reason})`) });
  expect(`${refused}`).not.toContain(environment.AWS_SECRET_ACCESS_KEY);
});

test("a bucket that does not answer stops no start: messages do not need it", async () => {
  await using bucket = await S3Server.start();
  await bucket.kill();
  const told: string[] = [];
  const options = {
    folder: "",
    filesUrl: bucket.urlOf(),
    environment: bucket.environment,
    onTrouble: (reason: string) => told.push(reason),
  };
  const { blobs } = await openFileStore(options);
  await expect(blobs.size("f_one")).rejects.toMatchObject({ code: "unavailable" });
  bucket.restart();
  expect(await blobs.size("f_one")).toBeUndefined();
  expect(told).toContain("ECONNREFUSED");
});

test.each([
  ["a bucket that is full", 507, "XMinioStorageFull", "disk-full"],
  ["a bucket that is busy", 503, "SlowDown", "unavailable"],
  ["a bucket that is closed to these keys by now", 403, "AccessDenied", "unavailable"],
])("%s takes no bytes, and says so; what was there stays", async (_what, status, code, expected) => {
  await using bucket = await S3Server.start();
  const { blobs } = await openFileStore({ folder: "", filesUrl: bucket.urlOf(), environment: bucket.environment });
  await blobs.append("f_one", 0, once("one"));
  bucket.options = { intercept: ({ method }) => (method === "PUT" ? refusal(status, code) : undefined) };
  await expect(blobs.append("f_one", 3, once("two"))).rejects.toMatchObject({ code: expected, isRetryable: true });
  bucket.options = {};
  expect(await blobs.size("f_one")).toBe(3);
});

test("a read that a busy bucket refuses is tried again", async () => {
  await using bucket = await S3Server.start();
  const { blobs } = await openFileStore({ folder: "", filesUrl: bucket.urlOf(), environment: bucket.environment });
  await blobs.append("f_one", 0, once("one"));
  let refusals = 2;
  bucket.options = { intercept: () => (refusals-- > 0 ? refusal(503, "SlowDown") : undefined) };
  expect(await blobs.size("f_one")).toBe(3);
});

test("bytes that were left behind without a name are listed by their file, and go with it", async () => {
  await using bucket = await S3Server.start();
  const { blobs } = await openFileStore({ folder: "", filesUrl: bucket.urlOf("reef"), environment: bucket.environment });
  const bytes = Buffer.from("left");
  bucket.objects.set("reef/f_one/parts/gone/000000", bytes);
  bucket.objects.set("reef/f_two/parts/gone/000000", bytes);
  bucket.objects.set("reef/notes.txt", bytes);
  bucket.objects.set("reef/f_ten/names/f_ten.BAD", bytes);
  bucket.objects.set("elsewhere/f_six/names/f_six", bytes);
  await blobs.append("f_two.upload", 0, once("named"));
  expect(await Array.fromAsync(blobs.list())).toEqual(["f_one", "f_two.upload"]);
  await blobs.delete("f_one");
  await blobs.delete("f_two");
  expect(await blobs.size("f_two.upload")).toBe(5);
  expect(await Array.fromAsync(blobs.list())).toEqual(["f_two.upload"]);
  await blobs.delete("f_two.upload");
  expect([...bucket.objects.keys()].toSorted()).toEqual([
    "elsewhere/f_six/names/f_six",
    "reef/f_ten/names/f_ten.BAD",
    "reef/notes.txt",
  ]);
});

test.each([
  ["s3://reef", { bucket: "reef", prefix: "", endpoint: "https://s3.us-east-1.amazonaws.com", region: "us-east-1" }],
  ["s3://reef/a/b", { bucket: "reef", prefix: "a/b/", endpoint: "https://s3.us-east-1.amazonaws.com", region: "us-east-1" }],
  [
    "s3://reef/?region=eu-west-3",
    { bucket: "reef", prefix: "", endpoint: "https://s3.eu-west-3.amazonaws.com", region: "eu-west-3" },
  ],
  ["s3://reef?endpoint=http://minio:9000/", { bucket: "reef", prefix: "", endpoint: "http://minio:9000", region: "us-east-1" }],
])("%s is an address of a bucket", (text, address) => {
  expect(parseS3Address(text)).toEqual(address);
});

test.each([
  ...["", "reef", "https://reef", "s3://", "s3://R", "s3://a_b", "s3://key:secret@reef", "s3://reef:9000", "s3://reef#x"],
  ...[
    "s3://reef/../x%2f",
    "s3://reef/a b",
    "s3://reef?endpoint=minio:9000",
    "s3://reef?endpoint=http://a:b@minio",
    "s3://reef?acl=public",
  ],
  ...["s3://reef?endpoint=http://minio/path", "s3://reef?region=EU west"],
])("%j is no address of a bucket", (text) => {
  expect(parseS3Address(text)).toBeUndefined();
});

async function* once(text: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield Uint8Array.from(Buffer.from(text));
}
