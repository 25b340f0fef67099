import { mutants } from "./mutants.ts";
import { tryMutants } from "./try-mutants.ts";

tryMutants(mutants);
