import { join } from "node:path";
import { become } from "../bin/become.mjs";
import { buildPage, installPackages, requireNode, root } from "./setup.mjs";

// `npm start`: from a fresh clone to a running server. `npm start -- --port 9600 --lan` passes the flags on.

requireNode();
installPackages({ isDevelopment: false });
buildPage();
become(join(root, "bin/shoal"), ["serve", ...process.argv.slice(2)]);
