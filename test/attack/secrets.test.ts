import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { changePassword, claimAccount, LOBBY_ID } from "../../src/client/index.ts";
import { CONTROL_SOCKET, controlPaths } from "../../src/protocol/control.ts";
import { paths } from "../../src/protocol/http.ts";
import { operate, operatorCommand } from "../support/administration.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** What is planted; each is found nowhere but where its owner is told of it. */
const planted = {
  password: "plantedPassword1",
  wrongPassword: "plantedWrong1",
  newPassword: "plantedPassword2",
  token: "plantedToken_0123456789012345678901234567890",
  botToken: "shb_plantedBotToken_012345678901234567890123456789012",
  cookie: "plantedCookie_012345678901234567890123456789",
  jwt: "eyJhbGciOiJub25lIn0.cGxhbnRlZEp3dA.plantedSignature",
  text: "planted private text",
  reported: "planted reported text",
  reason: "planted reason of a report",
  code: "plantedCode_01234567890123456789012345678901",
  jwtSecret: "plantedJwtSecret_0123456789012345678901234567890",
} as const;

test("[P150] secrets and private texts are in no log, no error, no status, no metric, no audit log, and in nobody else's export", async () => {
  await using folder = await temporaryFolder();
  const secretFile = join(folder.path, "jwt-secret");
  await writeFile(secretFile, planted.jwtSecret, { mode: 0o600 });
  const jwt = ["--jwt-secret-file", secretFile, "--jwt-issuer", "https://school.example.org", "--jwt-audience", "shoal"];
  const told = ["--log", "json", "--log-level", "debug", "--metrics-from", "127.0.0.1"];
  await using server = await ServerProcess.start({ flags: [...jwt, ...told] });
  const { url, dataFolder } = server;
  using ann = await enter(url, "ann");
  using ben = await enter(url, "ben");
  await claimAccount(url, planted.password, { token: ann.token });
  await operate(dataFolder, "set-role", { userId: ann.user.id, serverRole: "administrator" });
  const { id } = await ann.client.createRoom({ name: "reef", isPrivate: true });
  await ann.client.send(id, planted.text);
  const { seq } = await ben.client.send(LOBBY_ID, planted.reported);
  await ann.client.moderation.report(LOBBY_ID, seq, { reason: planted.reason });
  const [report] = await ann.client.moderation.reports(LOBBY_ID);
  await ann.client.moderation.resolveReport(LOBBY_ID, report?.id ?? 0);
  await ann.client.delete(LOBBY_ID, seq);
  const { code } = await operate(dataFolder, "make-reset-link", { userId: ann.user.id });
  const unix = join(dataFolder, CONTROL_SOCKET);
  const link = await fetch(`http://shoal${controlPaths.administratorLinks}`, { method: "POST", unix });
  const [, administratorCode = ""] = /#admin=([\w-]+)/.exec(((await link.json()) as { url: string }).url) ?? [];
  expect(administratorCode.length).toBeGreaterThan(30);

  await changePassword(url, { password: planted.newPassword, current: planted.password }, { token: ann.token });

  const errors: string[] = [];
  const fail = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<void> => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(url + path, { method, headers, ...(body !== undefined && { body: text }) });
    expect([path, response.status >= 400]).toEqual([path, true]);
    errors.push(`${[...response.headers].join()} ${await response.text()}`);
  };
  const own = { Authorization: `Bearer ${ann.token}` };
  const { port } = new URL(url);
  await fail("POST", paths.sessions, { nickname: "ann", password: planted.wrongPassword });
  await fail("POST", paths.sessions, { nickname: ["ann"], password: planted.password });
  await fail("POST", paths.sessions, { nickname: "ann", password: { value: planted.password } });
  await fail("POST", paths.sessions, `{"nickname":"ann","password":"${planted.password}"`);
  await fail("POST", paths.sessions, { resetLink: planted.code, password: planted.newPassword });
  await fail("POST", paths.sessions, { resetLink: `${planted.code}!`, password: planted.newPassword });
  await fail("POST", paths.sessions, { deviceLink: planted.code });
  await fail("POST", paths.sessions, { jwt: planted.jwt });
  await fail("GET", `/${planted.token}`);
  await fail("GET", `/metrics/${planted.token}`);
  await fail("PUT", paths.account, { password: planted.newPassword, current: planted.wrongPassword }, own);
  await fail("PUT", paths.account, { password: [planted.newPassword], current: planted.password }, own);
  await fail("PUT", paths.account, { password: planted.newPassword, current: { a: planted.password } }, own);
  await fail("POST", paths.administrators, { administratorLink: planted.code.slice(1) }, own);
  await fail("DELETE", paths.account, { password: planted.wrongPassword }, own);
  await fail("GET", paths.account, undefined, { Authorization: `Bearer ${planted.token}` });
  await fail("GET", paths.account, undefined, { Authorization: `Bearer ${planted.jwt}` });
  await fail("GET", paths.account, undefined, { Authorization: `Bearer ${planted.botToken}` });
  await fail("GET", `/${planted.botToken}`);
  await fail("GET", paths.account, undefined, { Cookie: `shoal-${port}=${planted.cookie}` });
  await fail("POST", paths.adminCommand.replace(":command", "set-settings"), { registration: planted.password }, own);
  await fail("POST", paths.frames, "\u0000", { Authorization: `Bearer ${planted.token}` });

  const exportOf = (token: string) => fetch(url + paths.accountExport, { headers: { Authorization: `Bearer ${token}` } });
  const commands = await Promise.all(
    ["status", "settings", "people", "rooms", "reports", "audit", "address-bans"].map(async (name) => {
      const overHttp = await fetch(url + paths.adminCommand.replace(":command", name), { method: "POST", headers: own });
      return [await (await operatorCommand(dataFolder, name)).text(), await overHttp.text()];
    }),
  );
  const places: Record<string, string> = {
    log: server.log,
    errors: errors.join("\n"),
    commands: commands.flat().join("\n"),
    health: await (await fetch(url + paths.health)).text(),
    server: await (await fetch(url + paths.server)).text(),
    "the export of another user": await (await exportOf(ben.token)).text(),
    ready: await (await fetch(`${url}/readyz`)).text(),
    metrics: await (await fetch(`${url}/metrics`)).text(),
    "metrics by the socket": await (await fetch(`http://shoal${controlPaths.metrics}`, { unix })).text(),
    "metrics for others": await (await fetch(`${url}/metrics`, { headers: { Via: "1.1 proxy" } })).text(),
    "the file of the last sign of life": readFileSync(join(dataFolder, "last-seen"), "utf8"),
    "the process list": processesOf(server.pid).join("\n"),
  };
  const ownExport = await (await exportOf(ann.token)).text();
  for (const secret of [...Object.values(planted), ann.token, ben.token, code, administratorCode]) {
    for (const [place, text] of Object.entries(places))
      expect({ place, secret, isThere: text.includes(secret) }).toEqual({ place, secret, isThere: false });
    if (secret !== planted.text && secret !== planted.reason)
      expect({ secret, isThere: ownExport.includes(secret) }).toEqual({ secret, isThere: false });
  }
  expect(ownExport).toContain(planted.text); // it is looked at what is meant to be looked at
  expect(places.commands).toContain("make-reset-link");
  expect(places.log).not.toContain('"level":"error"');
  expect(places.log).toContain('"level":"debug"');
  expect(places.metrics).toContain("shoal_posts_total 2");
  expect(places["the process list"]).toContain(secretFile);
}, 60_000);

/** The command lines and environments of a process and of those that it started. */
function processesOf(pid: number): string[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
  const own = ["cmdline", "environ"].map((name) => readFileSync(`/proc/${pid}/${name}`, "latin1"));
  return [...own, ...children.flatMap(processesOf)];
}
