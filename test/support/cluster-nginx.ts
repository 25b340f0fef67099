import { mkdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { LeashedProcess } from "./leashed-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface ClusterNginx extends AsyncDisposable {
  readonly url: string;
}

const shipped = join(import.meta.dir, "../../deploy/cluster/nginx.conf");

/** nginx with the configuration of `deploy/cluster`, before nodes at those addresses: only names and ports are others. */
export async function startClusterNginx(nodeUrls: readonly string[]): Promise<ClusterNginx> {
  const folder = await temporaryFolder();
  const port = await freePort();
  await mkdir(join(folder.path, "logs"));
  const servers = clusterConfiguration(await readFile(shipped, "utf8"), port, nodeUrls);
  await writeFile(join(folder.path, "nginx.conf"), `${frame}http {\n${paths}\n${servers}\n}\n`);
  const child = await LeashedProcess.start({
    command: [Bun.which("nginx") ?? "/usr/sbin/nginx", "-p", folder.path, "-c", "nginx.conf", "-e", "logs/error.log"],
    logFile: join(folder.path, "logs/output.log"),
  });
  const nginx = {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await child.kill();
      await folder[Symbol.asyncDispose]();
    },
  };
  try {
    await eventually(() => knock(port));
  } catch (error) {
    const said = await readFile(join(folder.path, "logs/error.log"), "utf8").catch(() => "");
    await nginx[Symbol.asyncDispose]();
    throw new Error(`nginx did not start:\n${said}`, { cause: error });
  }
  return nginx;
}

/** Throws where the configuration is not of the form that it had, so that nothing is tried that nobody ships. */
function clusterConfiguration(text: string, port: number, nodeUrls: readonly string[]): string {
  const servers = text.match(/^ +server shoal-\d:9527 .*;$/gm) ?? [];
  if (servers.length < nodeUrls.length) throw new Error(`The configuration has ${servers.length} nodes.`);
  let configuration = replaceOnce(text, "listen 8080;", `listen 127.0.0.1:${port};`);
  for (const [index, server] of servers.entries()) {
    const url = nodeUrls[index];
    const address = url === undefined ? "" : server.replace(/shoal-\d:9527/, new URL(url).host);
    configuration = replaceOnce(configuration, server, address);
  }
  return configuration;
}

function replaceOnce(text: string, found: string, replacement: string): string {
  if (text.split(found).length !== 2) throw new Error(`The configuration must have "${found}" once.`);
  return text.replace(found, replacement);
}

const frame = `
daemon off;
worker_processes 2;
pid nginx.pid;
events {}
`;

const paths = `
access_log off;
client_body_temp_path body;
proxy_temp_path proxy;
fastcgi_temp_path fastcgi;
uwsgi_temp_path uwsgi;
scgi_temp_path scgi;
`;

function knock(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
}
