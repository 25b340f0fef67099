import type { Place } from "../stored-data.ts";
import { type CheckOptions, type CheckReport, checkStoredData } from "./check-stored-data.ts";

/** As `checkStoredData`, of a server that keeps everything in a data folder. */
export function checkDataFolder(
  data: string,
  { filesUrl, ...options }: CheckOptions & Pick<Place, "filesUrl"> = {},
): Promise<CheckReport> {
  return checkStoredData({ data, filesUrl }, options);
}
