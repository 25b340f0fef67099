import * as v from "valibot";

/** The id of a complete upload of the sender that becomes the picture of a user or a room; "" removes the picture [P120]. */
export const newPicture = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{0,64}$/));
