import { paths } from "../protocol/http.ts";
import { addressOf } from "./address.ts";

/**
 * Where the `picture` of a user or a room is: a square WebP of at most 256 pixels a side [P122]. It needs no session, and may be cached for ever.
 * @example if (message.by.picture !== undefined) image.src = pictureAddress(client.url, message.by.picture);
 */
export function pictureAddress(url: string, picture: string): string {
  return addressOf(url, `${paths.pictures}/${encodeURIComponent(picture)}`).href;
}
