import { paths } from "../../../src/protocol/http.ts";
import { limits } from "../../../src/protocol/limits.ts";
import { begin, signInGuests, url } from "./guests.ts";

// 20 guests upload the largest files there may be as fast as they are taken, and delete each.
const body = new Uint8Array(limits.uploadBytesMax);

async function upload(token: string): Promise<never> {
  const own = { Authorization: `Bearer ${token}`, "Tus-Resumable": "1.0.0" };
  for (;;) {
    const created = await fetch(url + paths.uploads, {
      method: "POST",
      headers: { ...own, "Upload-Length": String(body.length) },
    });
    const address = url + created.headers.get("location");
    const headers = { ...own, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" };
    await fetch(address, { method: "PATCH", headers, body });
    await fetch(address, { method: "DELETE", headers: own });
  }
}

const tokens = await signInGuests(20);
begin();
await Promise.all(tokens.map(upload));
