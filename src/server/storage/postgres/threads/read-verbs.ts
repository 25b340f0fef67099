import { readVerbs } from "../../sql/read/verbs.ts";
import { readGrowths } from "../feed/read-growths.ts";

export const postgresReadVerbs = { ...readVerbs, readGrowths };
