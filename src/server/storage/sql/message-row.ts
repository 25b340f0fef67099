import type { Marks } from "../search/tokens.ts";

/** A message as it is indexed. */
export interface MessageRow {
  readonly seq: number;
  readonly text: string;
  readonly authorKey: number;
  readonly isDeleted: number;
  /** See `contentKinds`. */
  readonly kinds: number;
}

/** What the details of a message say of its files: 1 for any, and 2 more for an image. NULL details have none. */
export const kindsSql = `
  CASE WHEN details IS NULL OR details NOT LIKE '%"files":%' THEN 0
    WHEN details LIKE '%"type":"image/%' THEN 3 ELSE 1 END`;

/** Takes the log's key; conditions follow with AND. */
export const messageRowSql = `
  SELECT seq, body AS text, user_key AS authorKey, coalesce(details LIKE '%"deleted":1%', FALSE) AS isDeleted, ${kindsSql} AS kinds
  FROM events WHERE log_key = ? AND type = 'message'`;

const link = /\bhttps?:\/\/|\bwww\./i;

export function contentKinds(kinds: number, text: string): Omit<Marks, "authorKey"> {
  return { hasFile: (kinds & 1) !== 0, hasImage: (kinds & 2) !== 0, hasLink: link.test(text) };
}
