import { expect, test } from "bun:test";
import { LOBBY_ID, systemClock, uploadFile } from "../../src/client/index.ts";
import { countedBytes } from "../support/counted-bytes.ts";
import { enter } from "../support/people.ts";
import { S3Server } from "../support/s3-server.ts";
import { runShoal, ServerProcess } from "../support/server-process.ts";

const FILE_BYTES = 3 * 1024 * 1024;
const impatientClock = {
  ...systemClock,
  after: (delayMs: number, callback: () => void) => systemClock.after(delayMs / 50, callback),
};

async function startServer(bucket: S3Server): Promise<ServerProcess> {
  const keys = Object.entries(bucket.environment).map(([name, value]) => `export ${name}='${value}'`);
  return await ServerProcess.start({ flags: ["--files", bucket.urlOf("reef")], prelude: keys.join("; ") });
}

test("[P80c] with files in a bucket a file arrives whole, in parts too, although the server and the bucket were killed meanwhile; messages go on", async () => {
  await using bucket = await S3Server.start();
  await using server = await startServer(bucket);
  using ann = await enter(server.url, "ann");
  const bytes = countedBytes(0, FILE_BYTES);
  const file = new File([bytes], "reef.bin", { type: "application/octet-stream" });
  let pieces = 0;
  let refused: Response | undefined;
  const troubled = (async (...[address, init]: Parameters<typeof fetch>) => {
    if (init?.method === "PATCH") pieces += 1;
    if (init?.method === "PATCH" && pieces === 2) {
      const answer = fetch(address, init);
      answer.catch(() => {}); // told when it is awaited
      await server.kill9();
      await server.restart();
      return await answer;
    }
    if (init?.method === "PATCH" && pieces === 4) {
      await bucket.kill();
      refused = await fetch(address, init);
      await ann.client.send(LOBBY_ID, "the bucket is away");
      bucket.restart();
    }
    return await fetch(address, init);
  }) as typeof fetch;
  const id = await uploadFile(server.url, file, { token: ann.token, fetch: troubled, clock: impatientClock });
  expect(pieces).toBeGreaterThan(4);
  expect([refused?.status, await refused?.text()]).toEqual([503, expect.stringContaining('"unavailable"')]);

  const path = `${server.url}/api/files/${id}/reef.bin`;
  const get = (headers: Record<string, string>, method = "GET") =>
    fetch(path, { method, headers: { Authorization: `Bearer ${ann.token}`, ...headers } });
  expect(Buffer.compare(await (await get({})).bytes(), bytes)).toBe(0);
  const part = await get({ Range: "bytes=1000-2000999" });
  expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 1000-2000999/${FILE_BYTES}`]);
  expect(Buffer.compare(await part.bytes(), bytes.subarray(1000, 2_001_000))).toBe(0);
  expect((await get({ Range: "bytes=5-9" })).headers.get("content-length")).toBe("5");
  expect((await get({}, "HEAD")).headers.get("content-length")).toBe(String(FILE_BYTES));

  expect(server.log).toContain("files cannot be reached");
  for (const secret of [bucket.environment.AWS_SECRET_ACCESS_KEY, "X-Amz-Signature"]) expect(server.log).not.toContain(secret);
  // No bytes of files are on the machine of the server.
  expect([...bucket.objects.keys()].some((key) => key.startsWith(`reef/${id}/parts/`))).toBe(true);
  expect([...bucket.objects.keys()].filter((key) => key.includes(".upload"))).toEqual([]);
});

test("keys in the address, and an invalid address, are refused without showing them", async () => {
  for (const address of ["s3://AKID:sEcReT@reef-files", "s3://reef-files?secret=sEcReT", "/srv/files"]) {
    await using command = runShoal(["serve", "--files", address]);
    expect(await command.exited).toBe(1);
    expect(command.stderr).toContain("--files takes s3://bucket/prefix?endpoint=https://host&region=name");
    expect(command.stderr).not.toContain("sEcReT");
  }
});
