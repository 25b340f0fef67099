import { systemClock } from "../../../../clock.ts";
import { serve } from "../../threads/serve.ts";
import { WriteService } from "./write-service.ts";
import { openWriterDatabase } from "./writer-database.ts";

serve((file, notify) => new WriteService(file, { database: openWriterDatabase(file), notify, clock: systemClock }));
