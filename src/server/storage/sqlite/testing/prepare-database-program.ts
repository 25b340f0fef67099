import { prepareDatabase } from "../start/prepare-database.ts";

/** Brings a database up to date, and says when it begins, so that it can be killed meanwhile. */
const [file = ""] = process.argv.slice(2);
process.stdout.write("begin\n");
prepareDatabase(file);
