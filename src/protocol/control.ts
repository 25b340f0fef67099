import * as v from "valibot";
import { time } from "./ids.ts";

/** The socket in the data folder by which the commands of this machine reach the running server. */
export const CONTROL_SOCKET = "control.sock";

/** Addresses on that socket. */
export const controlPaths = {
  administratorLinks: "/administrator-links",
  /** By GET: text for Prometheus. */
  metrics: "/metrics",
  /** Before the name of a command of the administration [P180]. */
  admin: "/admin/",
  /** Before the name of a step of an import. */
  imports: "/imports/",
  /** Bytes of a file that an import brings; which and where is in the query. */
  importedFiles: "/imported-files",
} as const;

/** Of one request of an import: a step, or bytes of a file. */
export const IMPORT_BYTES_MAX = 1024 * 1024;

/** The answer to `POST /administrator-links`. */
export const administratorLink = v.object({ url: v.string(), expiresAt: time });
export interface AdministratorLink {
  /** A secret: its bearer becomes an administrator, once. */
  readonly url: string;
  readonly expiresAt: number;
}
