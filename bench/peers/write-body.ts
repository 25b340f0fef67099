/** Writes every body to a file of its own, with fsync, in the simplest way that does not hold the whole of it. It checks nothing. */
import { open } from "node:fs/promises";
import { join } from "node:path";

const [folder = "."] = process.argv.slice(2);
let count = 0;

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  maxRequestBodySize: 1024 * 1024 * 1024,
  async fetch({ body }) {
    count += 1;
    const file = await open(join(folder, String(count)), "wx");
    for await (const chunk of body ?? []) await file.write(chunk);
    await file.sync();
    await file.close();
    return new Response(null, { status: 204 });
  },
});
console.log(`http://127.0.0.1:${server.port}`);
