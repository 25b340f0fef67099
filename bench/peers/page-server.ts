import { systemClock } from "../../src/clock.ts";
import { UPLOAD_BYTES_DEFAULT } from "../../src/server/config.ts";
import { openStderrLog } from "../../src/server/logging/stderr-log.ts";
import { startServer } from "../../src/server/main.ts";

/** This commit's server with another build of the page: `page-server.ts DATA-FOLDER PAGE-FOLDER`. */
const [dataFolder = "", pageFolder = ""] = process.argv.slice(2);
const config = {
  ...{
    host: "127.0.0.1",
    port: 0,
    isLan: false,
    basePath: "/",
    allowedHosts: [],
    name: "",
    dataFolder,
    allowedOrigins: [],
    trustedProxies: [],
  },
  ...{ areGuestsAllowed: true, registration: "open" as const, messagesPerSecond: 0, uploadBytesMax: UPLOAD_BYTES_DEFAULT },
  ...{ log: { format: "text" as const, level: "info" as const }, metricsFrom: [] },
};
const server = await startServer(config, { clock: systemClock, log: openStderrLog(config.log), pageFolder });
process.on("SIGTERM", () => void server.stop().then(() => process.exit(0)));
console.log(server.urls[0]);
