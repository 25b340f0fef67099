import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { YAML } from "bun";
import { Command } from "commander";
import { addServe } from "../src/command/serve.ts";
import { last, parseDockerfile, type Stage } from "./try/dockerfile.ts";

const folder = join(import.meta.dir, "../deploy/cluster");
const single = YAML.parse(readFileSync(join(folder, "../compose.yaml"), "utf8")) as Compose;
const compose = YAML.parse(readFileSync(join(folder, "compose.yaml"), "utf8")) as Compose;
const nginx = readFileSync(join(folder, "nginx.conf"), "utf8");
const image = parseDockerfile(readFileSync(join(folder, "../Dockerfile"), "utf8")).at(-1) as Stage;

interface Service {
  readonly [key: string]: unknown;
  readonly image: string;
  readonly build: { readonly context: string; readonly dockerfile: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: { readonly default: { readonly ipv4_address: string } };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const nodes = Object.entries(compose.services).filter(([, service]) => service.image === "shoal");
const serviceNamed = (name: string): Service => {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`compose.yaml has no ${name}.`);
  return service;
};

test("nginx passes requests to the nodes that compose.yaml starts, and to no others", () => {
  const upstream = [...nginx.matchAll(/^ +server (\S+):(\d+) /gm)].map(([, name, port]) => [name, port]);
  const port = String(last(image, "EXPOSE")?.text);
  expect(upstream).toEqual(nodes.map(([name]) => [name, port]));
  expect(upstream.length).toBeGreaterThan(1);
  const [published = ""] = serviceNamed("nginx").ports ?? [];
  expect(published).toEndWith(`:${/listen (\d+);/.exec(nginx)?.[1]}`);
  expect(published).toMatch(/^\$\{SHOAL_PUBLISH:-127\.0\.0\.1\}:/);
  const [mounted = ""] = serviceNamed("nginx").volumes;
  expect(existsSync(resolve(folder, mounted.split(":")[0] ?? ""))).toBe(true);
});

test("the nodes are equal, but for their own folder, and have no more rights than a single server", () => {
  const [, first] = nodes[0] ?? [];
  if (first === undefined) throw new Error("compose.yaml has no node.");
  const { volumes, ...common } = first;
  const folders = nodes.map(([, service]) => service.volumes[0]);
  expect(new Set(folders).size).toBe(nodes.length);
  for (const [, { volumes: _own, ...service }] of nodes) expect(service).toEqual(common);
  for (const name of [
    "read_only",
    "tmpfs",
    "cap_drop",
    "security_opt",
    "mem_limit",
    "pids_limit",
    "ulimits",
    "stop_grace_period",
  ])
    expect(common[name]).toEqual(single.services.shoal?.[name]);
  for (const mounted of folders) {
    const [name = "", path] = mounted?.split(":") ?? [];
    expect(compose.volumes).toHaveProperty(name);
    expect(path).toBe(last(image, "VOLUME")?.text);
  }
  expect(existsSync(resolve(folder, common.build.context, common.build.dockerfile))).toBe(true);
  for (const right of ["privileged", "network_mode", "cap_add", "user", "pid", "devices", "ports"])
    expect(common).not.toHaveProperty(right);
});

test("the nodes believe the one proxy, and every variable is one of the server's", () => {
  const program = new Command();
  addServe(program);
  const known = program.commands[0]?.options.map(({ envVar }) => envVar);
  const environment = nodes[0]?.[1].environment ?? {};
  for (const name of Object.keys(environment)) expect(known).toContain(name);
  expect(environment.SHOAL_TRUST_PROXY).toBe(serviceNamed("nginx").networks?.default.ipv4_address);
  expect(environment.SHOAL_STORAGE).toContain("@postgres/");
  expect(environment.SHOAL_BUS).toContain("//nats:");
});

test("nothing but nginx can be reached from outside, and no password stands in the file", () => {
  for (const [name, { ports }] of Object.entries(compose.services)) if (name !== "nginx") expect(ports).toBeUndefined();
  expect(serviceNamed("postgres").environment.POSTGRES_PASSWORD).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
  for (const name of ["nginx", "postgres", "nats"]) expect(serviceNamed(name).image).toMatch(/^[a-z]+:\d+$/);
});
