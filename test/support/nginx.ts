import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** nginx as many have it before their servers: it knows nothing of WebSockets. */
export interface Nginx extends AsyncDisposable {
  readonly url: string;
}

interface NginxOptions {
  /** Hands an answer on when it has all of it, whatever the server asks for. */
  readonly isBuffering?: boolean;
  /** Cuts off a server that says nothing for so long. */
  readonly quietSecondsMax?: number;
}

export async function startNginx(serverUrl: string, options: NginxOptions): Promise<Nginx> {
  const folder = await temporaryFolder();
  const port = await freePort();
  await mkdir(join(folder.path, "logs"));
  await writeFile(join(folder.path, "nginx.conf"), configuration(port, serverUrl, options));
  const child = Bun.spawn(["nginx", "-p", folder.path, "-c", "nginx.conf", "-e", "logs/error.log"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  const url = `http://127.0.0.1:${port}`;
  await eventually(() => fetch(url));
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.exited;
      await folder[Symbol.asyncDispose]();
    },
  };
}

function configuration(port: number, serverUrl: string, { isBuffering = false, quietSecondsMax = 60 }: NginxOptions): string {
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
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${serverUrl};
      proxy_set_header Host $http_host;
      proxy_read_timeout ${quietSecondsMax}s;
      proxy_buffering ${isBuffering ? "on" : "off"};
      proxy_ignore_headers X-Accel-Buffering;
    }
  }
}
`;
}
