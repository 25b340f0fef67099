import { expect, test } from "bun:test";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SavedSessions } from "./saved-sessions.ts";

const signedIn = (nickname: string, id: string) => ({ user: { id, nickname }, sessionId: "s_1" });

test("a session is found by its server and nickname, is readable by its owner only, and can be forgotten", async () => {
  const folder = await mkdtemp(join(tmpdir(), "shoal-test-"));
  try {
    const sessions = new SavedSessions("http://127.0.0.1:9527", folder);
    expect(await sessions.find()).toBeUndefined();
    await sessions.save(signedIn("Ann", "u_ann"), "secret");
    await sessions.save(signedIn("小鱼", "u_fish"), "other");
    expect(await sessions.find("ann")).toEqual({ nickname: "Ann", token: "secret" });
    expect(await sessions.find("ben")).toBeUndefined();
    await sessions.save(signedIn("Straße", "u_street"), "third");
    expect(await sessions.find("STRASSE")).toEqual({ nickname: "Straße", token: "third" }); // the server's idea of one name
    await sessions.forget("third");
    expect(await new SavedSessions("http://127.0.0.1:9600", folder).find("ann")).toBeUndefined();

    const [server = ""] = await readdir(join(folder, "sessions"));
    const files = await readdir(join(folder, "sessions", server));
    expect(files.sort()).toEqual(["u_ann.json", "u_fish.json"]);
    expect((await stat(join(folder, "sessions", server, "u_ann.json"))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, "sessions", server))).mode & 0o777).toBe(0o700);

    await sessions.forget("secret");
    expect(await sessions.find()).toEqual({ nickname: "小鱼", token: "other" });
  } finally {
    await rm(folder, { recursive: true });
  }
});
