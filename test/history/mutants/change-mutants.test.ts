import { changeMutants } from "./change-mutants.ts";
import { tryMutants } from "./try-mutants.ts";

tryMutants(changeMutants, { atOnceMax: 2 });
