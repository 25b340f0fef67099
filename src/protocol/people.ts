import * as v from "valibot";
import { userId } from "./ids.ts";

/** A user as others see them. */
export const person = v.object({ id: userId, nickname: v.string() });
export type Person = v.InferOutput<typeof person>;

export const role = v.picklist(["owner", "member"]);
export type Role = v.InferOutput<typeof role>;

/** A person's place in a conversation. */
export const member = v.object({ ...person.entries, role, isOnline: v.boolean() });
export type Member = v.InferOutput<typeof member>;
