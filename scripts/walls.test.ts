import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

// biome.json keeps the walls of ARCHITECTURE.md; this holds biome.json to them. Biome looks at the import's text, so the
// imported files need not exist.

const refused: readonly [importer: string, imported: string][] = [
  ["src/protocol/ids.ts", "../clock.ts"],
  ["src/protocol/ids.ts", "../client/index.ts"],
  ["src/protocol/ids.ts", "node:crypto"],
  ["src/protocol/frames/up.ts", "../../clock.ts"],
  ["src/protocol/frames/up.ts", "../../server/config.ts"],
  ["src/protocol/frames/up.ts", "preact"],
  ["src/clock.ts", "./protocol/ids.ts"],
  ["src/clock.ts", "node:timers"],
  ["src/wire/frame.ts", "../protocol/limits.ts"],
  ["src/wire/frame.ts", "../clock.ts"],
  ["src/client/outbox.ts", "../server/config.ts"],
  ["src/client/outbox.ts", "../web/main.tsx"],
  ["src/client/outbox.ts", "../wire/frame.ts"],
  ["src/client/outbox.ts", "node:fs"],
  ["src/client/transports/websocket.ts", "../../server/gateway/connection.ts"],
  ["src/client/transports/websocket.ts", "ws"],
  ["src/web/main.tsx", "../server/config.ts"],
  ["src/web/state/chat.ts", "../../server/storage/storage.ts"],
  ["src/web/state/chat.ts", "../../cli/main.ts"],
  ["src/web/state/chat.ts", "bun:sqlite"],
  ["src/web/state/chat.ts", "../../wire/frame.ts"],
  ["src/web/lab/lab.tsx", "../../server/config.ts"],
  ["src/element/chat.ts", "../client/outbox.ts"],
  ["src/element/chat.ts", "../web/state/chat.ts"],
  ["src/element/chat.ts", "../web/i18n/words.ts"],
  ["src/element/chat.ts", "../protocol/ids.ts"],
  ["src/react/provider.ts", "../client/index.ts"],
  ["src/react/provider.ts", "preact"],
  ["src/cli/inspect/settings.ts", "../../server/config.ts"],
  ["src/server/config.ts", "./storage/sqlite/sqlite-storage.ts"],
  ["src/server/http/listener.ts", "../storage/sqlite/sqlite-storage.ts"],
  ["src/server/main.ts", "../client/index.ts"],
  ["src/server/serve.ts", "../client/index.ts"],
  ["src/server/housekeeping.ts", "./storage/sqlite/sqlite-storage.ts"],
  ["src/server/metrics/metrics.ts", "../storage/sqlite/sqlite-storage.ts"],
  ["src/server/metrics/metrics.ts", "../http/responses.ts"],
  ["src/server/metrics/metrics.ts", "../config.ts"],
  ["src/server/nodes/nodes.ts", "../http/responses.ts"],
  ["src/server/nodes/nodes.ts", "../storage/storage.ts"],
  ["src/server/nodes/nodes.ts", "../config.ts"],
  ["src/server/nodes/nodes.ts", "../bus/nats-bus.ts"],
  ["src/operator/run.ts", "../client/index.ts"],
  ["src/operator/run.ts", "../command/serve.ts"],
  ["src/operator/archive/archive-reader.ts", "../../server/gateway/gateway.ts"],
  ["src/operator/archive/archive-reader.ts", "../../server/http/responses.ts"],
  ["src/server/messages/messages.ts", "../storage/sqlite/sqlite-storage.ts"],
  ["src/server/messages/messages.ts", "../gateway/connection.ts"],
  ["src/server/messages/messages.ts", "../http/listener.ts"],
  ["src/server/messages/messages.ts", "../main.ts"],
  ["src/server/messages/messages.ts", "../config.ts"],
  ["src/server/messages/messages.ts", "../../client/index.ts"],
  ["src/server/accounts/accounts.ts", "../requests/requests.ts"],
  ["src/server/files/uploads.ts", "../storage/sqlite/sqlite-storage.ts"],
  ["src/server/files/uploads.ts", "../storage/storage.ts"],
  ["src/server/files/uploads.ts", "../http/responses.ts"],
  ["src/server/files/uploads.ts", "../gateway/gateway.ts"],
  ["src/server/files/uploads.ts", "../config.ts"],
  ["src/server/files/pictures/png.ts", "../../http/responses.ts"],
  ["src/server/push/push.ts", "../gateway/gateway.ts"],
  ["src/server/push/push.ts", "../storage/sqlite/sqlite-storage.ts"],
  ["src/server/push/push.ts", "../accounts/accounts.ts"],
  ["src/server/push/push.ts", "../config.ts"],
  ["src/server/outgoing/outgoing.ts", "../limits/rate-limiter.ts"],
  ["src/server/identities/host-tokens.ts", "../storage/storage.ts"],
  ["src/server/identities/host-tokens.ts", "../http/responses.ts"],
  ["src/server/identities/host-tokens.ts", "../config.ts"],
  ["src/server/accounts/accounts.ts", "../identities/host-tokens.ts"],
  ["src/server/bus/packet-bus.ts", "../gateway/gateway.ts"],
  ["src/server/bus/packet-bus.ts", "../storage/storage.ts"],
  ["src/server/bus/packet-bus.ts", "../main.ts"],
  ["src/server/limits/load.ts", "../messages/messages.ts"],
  ["src/server/limits/load.ts", "../gateway/gateway.ts"],
  ["src/server/requests/messages.ts", "../gateway/connection.ts"],
  ["src/server/requests/messages.ts", "../http/responses.ts"],
  ["src/server/requests/messages.ts", "../storage/storage.ts"],
  ["src/server/gateway/gateway.ts", "./http/http-gateway.ts"],
  ["src/server/gateway/gateway.ts", "../http/responses.ts"],
  ["src/server/gateway/http/http-gateway.ts", "../../plain/plain-socket.ts"],
  ["src/server/gateway/gateway.ts", "../config.ts"],
  ["src/server/http/listener.ts", "../plain/plain-sockets.ts"],
  ["src/server/plain/plain-sockets.ts", "../main.ts"],
  ["src/server/http/listener.ts", "../lab/lab-routes.ts"],
  ["src/server/lab/lab-routes.ts", "../plain/plain-sockets.ts"],
  ["src/server/lab/lab-routes.ts", "../main.ts"],
  ["src/server/presence/presence.ts", "bun:sqlite"],
  ["src/server/gateway/fan-out.ts", "../storage/sqlite/sqlite-storage.ts"],
  ["src/server/gateway/fan-out.ts", "../main.ts"],
  ["src/server/gateway/fan-out.ts", "../../client/index.ts"],
  ["src/server/storage/sqlite/database.ts", "../../gateway/fan-out.ts"],
  ["src/server/storage/sql/write/batch.ts", "../../sqlite/database.ts"],
  ["src/server/storage/sqlite/database.ts", "../../messages/messages.ts"],
  ["examples/hello.ts", "../src/client/index.ts"],
];

const allowed: readonly [importer: string, imported: string][] = [
  ["src/protocol/ids.ts", "valibot"],
  ["src/protocol/ids.ts", "./frames/up.ts"],
  ["src/protocol/frames/up.ts", "../ids.ts"],
  ["src/client/outbox.ts", "../protocol/errors.ts"],
  ["src/client/transports/websocket.ts", "../../clock.ts"],
  ["src/client/transports/websocket.ts", "../outbox.ts"],
  ["src/web/state/chat.ts", "../../client/index.ts"],
  ["src/web/state/chat.ts", "../../protocol/limits.ts"],
  ["src/web/main.tsx", "preact"],
  ["src/element/chat.ts", "../client/index.ts"],
  ["src/element/view/row-view.tsx", "../../web/messages/rows.ts"],
  ["src/react/provider.ts", "react"],
  ["src/react/provider.ts", "shoal/client"],
  ["src/web/lab/frame/frame-view.ts", "../../../wire/frame.ts"],
  ["src/cli/inspect/settings.ts", "../../wire/frame.ts"],
  ["src/server/main.ts", "./storage/sqlite/sqlite-storage.ts"],
  ["src/operator/run.ts", "../server/storage/start-error.ts"],
  ["src/server/nodes/nodes.ts", "../bus/bus.ts"],
  ["src/server/nodes/nodes.ts", "../presence/presence.ts"],
  ["src/server/nodes/nodes.ts", "../gateway/gateway.ts"],
  ["src/server/nodes/nodes.ts", "../../protocol/limits.ts"],
  ["src/server/messages/messages.ts", "../storage/storage.ts"],
  ["src/server/messages/messages.ts", "../../protocol/ids.ts"],
  ["src/server/messages/messages.ts", "../../clock.ts"],
  ["src/server/messages/messages.ts", "../conversations/rooms.ts"],
  ["src/server/gateway/fan-out.ts", "../messages/messages.ts"],
  ["src/server/gateway/gateway.ts", "../requests/requests.ts"],
  ["src/server/gateway/http/http-gateway.ts", "../gateway.ts"],
  ["src/server/requests/messages.ts", "../messages/messages.ts"],
  ["src/server/requests/messages.ts", "../limits/load.ts"],
  ["src/server/files/uploads.ts", "../storage/file-records.ts"],
  ["src/server/identities/oidc-provider.ts", "../accounts/identity-accounts.ts"],
  ["src/server/http/oidc.ts", "../identities/oidc-provider.ts"],
  ["src/server/push/push.ts", "../storage/push-records.ts"],
  ["src/server/retention/retention-keeper.ts", "../storage/retention-records.ts"],
  ["src/server/push/push.ts", "../limits/rate-limiter.ts"],
  ["src/server/bus/packet-bus.ts", "../log.ts"],
  ["src/server/bus/packet-bus.ts", "../../clock.ts"],
  ["src/server/requests/push.ts", "../push/push-subscriptions.ts"],
  ["src/server/files/previews.ts", "../limits/keyed-concurrency-limit.ts"],
  ["src/server/files/pictures/png.ts", "../content.ts"],
  ["src/server/http/files/uploads.ts", "../../files/uploads.ts"],
  ["src/server/http/listener.ts", "../gateway/gateway.ts"],
  ["src/server/plain/plain-sockets.ts", "../http/handshake.ts"],
  ["src/server/lab/handshake-view.ts", "../http/handshake.ts"],
  ["src/server/plain/plain-socket.ts", "../gateway/gateway.ts"],
  ["src/server/storage/sqlite/database.ts", "bun:sqlite"],
  ["src/server/storage/sqlite/database.ts", "../storage.ts"],
  ["examples/hello.ts", "shoal/client"],
];

const root = dirname(import.meta.dir);
let folder: string;
let refusals: ReadonlySet<string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shoal-walls-"));
  for (const file of ["biome.json", ".gitignore"]) await cp(join(root, file), join(folder, file));
  const linesOfFile = Map.groupBy([...refused, ...allowed], ([importer]) => importer);
  for (const [importer, lines] of linesOfFile) {
    await mkdir(dirname(join(folder, importer)), { recursive: true });
    await writeFile(join(folder, importer), lines.map(([, imported]) => `import type {} from "${imported}";\n`).join(""));
  }
  refusals = await refusalsOfBiome(linesOfFile);
});

afterAll(() => rm(folder, { recursive: true }));

test.each(refused)("%s may not import %s", (importer, imported) => {
  expect(refusals).toContain(`${importer} ${imported}`);
});

test.each(allowed)("%s may import %s", (importer, imported) => {
  expect(refusals).not.toContain(`${importer} ${imported}`);
});

interface BiomeReport {
  readonly diagnostics: readonly { readonly location: { readonly path: string; readonly start: { readonly line: number } } }[];
}

async function refusalsOfBiome(linesOfFile: ReadonlyMap<string, readonly [string, string][]>): Promise<ReadonlySet<string>> {
  const biome = Bun.spawn(
    [
      join(root, "node_modules/.bin/biome"),
      "lint",
      "--only=style/noRestrictedImports",
      "--reporter=json",
      "--max-diagnostics=none",
    ],
    { cwd: folder, stdio: ["ignore", "pipe", "ignore"] },
  );
  const report = (await new Response(biome.stdout).json()) as BiomeReport;
  return new Set(
    report.diagnostics.map(({ location: { path, start } }) => `${path} ${linesOfFile.get(path)?.[start.line - 1]?.[1]}`),
  );
}

test("no wall names a folder that is not there", () => {
  const config = readFileSync(join(root, "biome.json"), "utf8");
  const named = [...config.matchAll(/"!?(?:\*\*|\.\.)\/([a-z]+)\/(?:\*\*|[a-z-]+\.ts)"/g)].map(([, folder = ""]) => folder);
  const folders = new Set(
    readdirSync(join(root, "src"), { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    ),
  );
  expect(named.length).toBeGreaterThan(20);
  expect([...new Set(named)].filter((name) => name !== "src" && !folders.has(name))).toEqual([]);
});
