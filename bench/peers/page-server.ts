import { systemClock } from "../../src/clock.ts";
import { UPLOAD_BYTES_DEFAULT } from "../../src/server/config.ts";
import { startServer } from "../../src/server/main.ts";
import { openStderrLog } from "../../src/server/text-log.ts";

/** This commit's server with another build of the page: `page-server.ts DATA-FOLDER PAGE-FOLDER`. */
const [dataFolder = "", pageFolder = ""] = process.argv.slice(2);
const config = {
  ...{ host: "127.0.0.1", port: 0, isLan: false, name: "", dataFolder, allowedOrigins: [], trustedProxies: [] },
  ...{ areGuestsAllowed: true, messagesPerSecond: 0, uploadBytesMax: UPLOAD_BYTES_DEFAULT },
};
const server = await startServer(config, { clock: systemClock, log: openStderrLog(), pageFolder });
process.on("SIGTERM", () => void server.stop().then(() => process.exit(0)));
console.log(server.urls[0]);
