import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** nginx as many have it before their servers: it knows nothing of WebSockets, unless told. */
export interface Nginx extends AsyncDisposable {
  /** With the path, and a slash at the end of that. */
  readonly url: string;
}

interface NginxOptions {
  /** Hands an answer on when it has all of it, whatever the server asks for. */
  readonly isBuffering?: boolean;
  /** Cuts off a server that says nothing for so long. */
  readonly quietSecondsMax?: number;
  /** As docs/operating.md has it: passes WebSockets and uploads, and names its clients. */
  readonly isComplete?: boolean;
  /** Listens with TLS: a certificate and its key, as PEM. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Passes only what is below this path, such as `/chat/`, on: as it is, or cut off. */
  readonly below?: { readonly path: string; readonly isCutOff: boolean };
}

export async function startNginx(serverUrl: string, options: NginxOptions): Promise<Nginx> {
  const folder = await temporaryFolder();
  const port = await freePort();
  await mkdir(join(folder.path, "logs"));
  if (options.tls !== undefined) {
    await writeFile(join(folder.path, "tls.crt"), options.tls.certificate);
    await writeFile(join(folder.path, "tls.key"), options.tls.key);
  }
  await writeFile(join(folder.path, "nginx.conf"), configuration(port, serverUrl, options));
  const child = Bun.spawn(["nginx", "-p", folder.path, "-c", "nginx.conf", "-e", "logs/error.log"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  const { tls, below } = options;
  const url = `${tls === undefined ? "http://127.0.0.1" : "https://localhost"}:${port}${below?.path ?? ""}`;
  await eventually(() => fetch(url, { tls: { rejectUnauthorized: false } }));
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.exited;
      await folder[Symbol.asyncDispose]();
    },
  };
}

function configuration(
  port: number,
  serverUrl: string,
  { isBuffering = false, quietSecondsMax = 60, isComplete = false, tls, below }: NginxOptions,
): string {
  const { origin } = new URL(serverUrl);
  return `
daemon off;
worker_processes 1;
pid nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  map $http_upgrade $connection_upgrade {
    default upgrade;
    ""      close;
  }
  server {
    listen 127.0.0.1:${port}${tls === undefined ? "" : " ssl"};
    ${tls === undefined ? "" : "ssl_certificate tls.crt; ssl_certificate_key tls.key;"}
    location ${below?.path ?? "/"} {
      proxy_pass ${origin}${below?.isCutOff === true ? "/" : ""};
      proxy_set_header Host $http_host;
      proxy_read_timeout ${quietSecondsMax}s;
      proxy_buffering ${isBuffering ? "on" : "off"};
      proxy_ignore_headers X-Accel-Buffering;
      ${isComplete ? complete : ""}
      ${below?.isCutOff === true ? `proxy_set_header X-Forwarded-Prefix ${below.path};` : ""}
    }
  }
}
`;
}

const complete = `
      proxy_http_version 1.1;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      client_max_body_size 25m;
      proxy_request_buffering off;`;
