import { serve } from "../../threads/serve.ts";
import { BlockingConnection } from "../connection/blocking-connection.ts";
import type { ConnectionEnd } from "../connection/connection-host.ts";
import { PostgresDatabase } from "../postgres-database.ts";
import { WriteService } from "./write-service.ts";

serve<ConnectionEnd>((end, notify) => new WriteService(new PostgresDatabase(new BlockingConnection(end)), notify));
