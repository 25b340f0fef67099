import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { YAML } from "bun";
import { Command } from "commander";
import { addHealth } from "../src/command/health.ts";
import { addServe } from "../src/command/serve.ts";
import { buildContext } from "./try/build-context.ts";
import { last, parseDockerfile, type Stage, variables } from "./try/dockerfile.ts";

const root = join(import.meta.dir, "..");
const stages = parseDockerfile(read("deploy/Dockerfile"));
const image = stages.at(-1) as Stage;
const compose = YAML.parse(read("deploy/compose.yaml")) as Compose;
const unit = read("deploy/shoal.service");

const program = new Command();
addServe(program);
addHealth(program);
const port = String(defaultOf("serve", "--port"));
/** The server takes 4.5 s at most. */
const STOP_SECONDS_MIN = 5;

interface Service {
  readonly [key: string]: unknown;
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks: { readonly default: { readonly ipv4_address: string } };
}

interface Compose {
  readonly services: { readonly shoal: Service; readonly caddy: Service };
  readonly volumes: Readonly<Record<string, unknown>>;
}

test("every file that the image takes is there, and gets through .dockerignore", () => {
  const context = buildContext(root);
  const copies = stages.flatMap(({ instructions }) =>
    instructions.filter(({ name, flags }) => name === "COPY" && !flags.has("from")),
  );
  expect(copies.length).toBeGreaterThan(0);
  for (const { words } of copies) {
    for (const source of words.slice(0, -1)) if (source !== ".") expect(context).toContain(source);
  }
  for (const path of ["tsconfig.json", "PROTOCOL.md", "src/main.ts", "scripts/build-page.ts", "bin/shoal"])
    expect(context).toContain(path);
});

test("no data, no secret and no test gets into the image", () => {
  const context = buildContext(root);
  expect(context.filter((path) => /^(?:data|dist|test|bench|\.git|\.env)|\.test\.tsx?$|\.db$/.test(path))).toEqual([]);
});

test("what the image copies from the stage before is what that stage has", () => {
  const copies = image.instructions.filter(({ name }) => name === "COPY");
  expect(copies.map(({ flags }) => flags.get("from"))).toEqual(copies.map(() => "build"));
  const sources = copies.flatMap(({ words }) => words.slice(0, -1)).filter((source) => source.startsWith("/opt/shoal/"));
  const made = ["node_modules", "dist/web"];
  for (const source of sources.map((path) => path.slice("/opt/shoal/".length))) {
    expect(made.includes(source) || existsSync(join(root, source))).toBe(true);
  }
});

test("the image is made of a named Debian, and its server is not root", () => {
  expect(stages.map(({ base }) => base)).toEqual([expect.stringMatching(/^debian:[a-z]+-slim$/), "scratch"]);
  expect(last(image, "USER")?.text).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
  expect(read("deploy/Dockerfile")).not.toMatch(/\bcurl\b|:\/\/|:latest/);
});

test("the image listens where it says, keeps its data in its volume, and stops by a signal of the server's", () => {
  const environment = variables(image, "ENV");
  expect(last(image, "EXPOSE")?.text).toBe(port);
  expect(environment.get("SHOAL_DATA")).toBe(String(last(image, "VOLUME")?.text));
  expect(environment.get("SHOAL_HOST")).toBe("0.0.0.0");
  expect(last(image, "STOPSIGNAL")?.text).toBe("SIGTERM");
  expect(last(image, "ENTRYPOINT")?.words).toEqual(["shoal"]);
  const commands = program.commands.map((command) => command.name());
  expect(commands).toContain(last(image, "CMD")?.words[0] ?? "");
  expect(last(image, "HEALTHCHECK")?.text).toEndWith('CMD ["shoal", "health"]');
  expect(defaultOf("health", "--port")).toBe(Number(port));
});

test("compose.yaml gives the container nothing but its volume, its port and room in memory", () => {
  const { shoal } = compose.services;
  expect(shoal).toMatchObject({
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    restart: "unless-stopped",
    volumes: [`data:${last(image, "VOLUME")?.text}`],
    ports: [expect.stringMatching(new RegExp(`^\\$\\{SHOAL_PUBLISH:-127\\.0\\.0\\.1\\}:${port}:${port}$`))],
  });
  expect(compose.volumes).toHaveProperty("data");
  for (const limit of ["mem_limit", "pids_limit", "ulimits", "tmpfs"]) expect(shoal).toHaveProperty(limit);
  for (const right of ["privileged", "network_mode", "cap_add", "user", "pid", "devices"])
    expect(shoal).not.toHaveProperty(right);
  expect(Number.parseInt(String(shoal.stop_grace_period), 10)).toBeGreaterThanOrEqual(STOP_SECONDS_MIN);
  const { context = "", dockerfile = "" } = shoal.build ?? {};
  expect(existsSync(resolve(root, "deploy", context, dockerfile))).toBe(true);
});

test("compose.yaml trusts the one proxy that it starts, and every variable that it sets is one of the server's", () => {
  const { shoal, caddy } = compose.services;
  expect(shoal.environment?.SHOAL_TRUST_PROXY).toBe(caddy.networks.default.ipv4_address);
  expect(shoal.networks.default.ipv4_address).not.toBe(caddy.networks.default.ipv4_address);
  expect(caddy).toMatchObject({ command: expect.arrayContaining([`shoal:${port}`]), profiles: ["caddy"] });
  expect(caddy.image).toMatch(/^[a-z]+:\d/);
  const known = optionsOf("serve").map(({ envVar }) => envVar);
  for (const name of Object.keys(shoal.environment ?? {})) expect(known).toContain(name);
});

test("the unit runs what is in this project, on a folder of its own", () => {
  const [program] = valuesOf("ExecStart")[0]?.split(" ") ?? [];
  for (const path of [program, valuesOf("Documentation")[0]?.replace("file://", "")]) {
    expect(path).toStartWith("/opt/shoal/");
    expect(existsSync(join(root, path?.slice("/opt/shoal/".length) ?? ""))).toBe(true);
  }
  expect(valuesOf("Environment")).toEqual([`SHOAL_DATA=/var/lib/${valuesOf("StateDirectory")[0]}`]);
  expect(Number(valuesOf("TimeoutStopSec")[0])).toBeGreaterThanOrEqual(STOP_SECONDS_MIN);
});

test.each([
  ["DynamicUser", "yes"],
  ["UMask", "0077"],
  ["StateDirectoryMode", "0700"],
  ["CapabilityBoundingSet", ""],
  ["AmbientCapabilities", ""],
  ["NoNewPrivileges", "yes"],
  ["ProtectSystem", "strict"],
  ["ProtectHome", "yes"],
  ["ProtectProc", "invisible"],
  ["ProcSubset", "pid"],
  ["PrivateDevices", "yes"],
  ["PrivateUsers", "yes"],
  ["RestrictNamespaces", "yes"],
  ["LockPersonality", "yes"],
  ["SystemCallArchitectures", "native"],
  ["Restart", "always"],
])("the unit has %s=%s", (name, value) => {
  expect(valuesOf(name)).toEqual([value]);
});

test("the unit lets the server lower the priority of its hashing threads, and has nothing that a JIT compiler cannot live with", () => {
  expect(valuesOf("SystemCallFilter")).toEqual(["@system-service", "~@privileged @resources", "setpriority"]);
  expect(valuesOf("MemoryDenyWriteExecute")).toEqual([]);
});

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function valuesOf(name: string): string[] {
  return [...unit.matchAll(/^(\w+)=(.*)$/gm)].flatMap(([, found, value = ""]) => (found === name ? [value] : []));
}

function optionsOf(name: string) {
  return program.commands.find((command) => command.name() === name)?.options ?? [];
}

function defaultOf(name: string, flag: string): unknown {
  return optionsOf(name).find(({ long }) => long === flag)?.defaultValue;
}
