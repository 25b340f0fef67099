import { systemClock } from "../clock.ts";
import { announcement } from "./announcement.ts";
import type { Config } from "./config.ts";
import { openStderrLog } from "./logging/stderr-log.ts";
import { startServer } from "./main.ts";
import { closeToOthers, PRIVATE_UMASK } from "./private-folder.ts";
import { startFields } from "./start-line.ts";
import { migrations } from "./storage/sqlite/start/migrations/migrations.ts";

const STOP_WITHIN_MS = 4_500;

/** `shoal serve`: runs until a signal says stop. */
export async function serve(config: Config): Promise<void> {
  process.umask(PRIVATE_UMASK);
  closeToOthers(config.dataFolder);
  const log = openStderrLog(config.log);
  log.info("starting", startFields(config));
  process.stdout.on("error", () => {}); // a reader of the addresses that has gone ends nothing
  const server = await startServer(config, { clock: systemClock, log });
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      log.info("stopping", { signal });
      setTimeout(() => {
        log.warn("some connections did not end in time");
        process.exit(0);
      }, STOP_WITHIN_MS).unref();
      server.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error("could not stop in order", error);
          process.exit(1);
        },
      );
    });
  }
  log.info("ready", { url: server.urls[0], schema: migrations.length, ms: Math.round(process.uptime() * 1000) });
  // Last: a reader of this may send a signal at once.
  process.stdout.write(announcement(server.urls, config.isLan, await server.firstAdministratorLink()));
}
