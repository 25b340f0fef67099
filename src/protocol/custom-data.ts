import * as v from "valibot";

/** Any value of JSON. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** What a program attaches for other programs: a JSON object of at most 4,096 bytes. The server and the page do not look into it. */
export type CustomData = { [name: string]: Json };

// JSON.parse makes nothing else: to look at each value would only take time.
const json = v.unknown() as v.GenericSchema<Json>;

/** Its size is no rule of the schema: `data-too-large` names it [P225b]. */
export const customData: v.GenericSchema<CustomData> = v.record(v.string(), json);

/** An empty object stands for none [P225c]. */
export function isEmptyData(data: CustomData): boolean {
  return Object.keys(data).length === 0;
}
