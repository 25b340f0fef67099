import { expect, test } from "bun:test";
import { LOBBY_ID } from "./ids.ts";
import { type Action, may, type Place, refusalOf, type Standing } from "./permissions.ts";

const lobby: Place = { id: LOBBY_ID, kind: "room", isPrivate: false };
const publicRoom: Place = { id: "r_public", kind: "room", isPrivate: false };
const privateRoom: Place = { id: "r_private", kind: "room", isPrivate: true };
const direct: Place = { id: "d_1", kind: "direct" };

const places = { lobby, publicRoom, privateRoom, direct };
const inGeneral: readonly Action[] = ["read", "send", "join", "accept", "leave", "invite"];
const ofMessages: readonly Action[] = ["edit-own", "delete-own", "react", "pin"];
const ofOwners: readonly Action[] = ["delete-other", "mention-all", "manage-invite-links"];
const actions: readonly Action[] = [...inGeneral, ...ofMessages, ...ofOwners, "describe", "edit-other"];

/** What each may do; everything else is refused. */
const allowed: Readonly<Record<Standing, Readonly<Record<keyof typeof places, readonly Action[]>>>> = {
  stranger: { lobby: ["join"], publicRoom: ["join"], privateRoom: [], direct: [] },
  invited: { lobby: ["join", "accept"], publicRoom: ["join", "accept"], privateRoom: ["accept"], direct: [] },
  member: {
    lobby: ["read", "send", "join", "accept", "invite", ...ofMessages],
    publicRoom: [...inGeneral, ...ofMessages],
    privateRoom: [...inGeneral, ...ofMessages],
    direct: ["read", "send", "join", "accept", ...ofMessages],
  },
  owner: {
    lobby: ["read", "send", "join", "accept", "invite", ...ofMessages, ...ofOwners],
    publicRoom: [...inGeneral, ...ofMessages, ...ofOwners, "describe"],
    privateRoom: [...inGeneral, ...ofMessages, ...ofOwners, "describe"],
    direct: ["read", "send", "join", "accept", ...ofMessages, ...ofOwners],
  },
};

test.each(["stranger", "invited", "member", "owner"] as const)("[P25] [P27] [P90] what a user may do who is %s", (standing) => {
  for (const [name, place] of Object.entries(places)) {
    const may_ = actions.filter((action) => may(standing, action, place));
    expect({ name, actions: may_ }).toEqual({ name, actions: [...allowed[standing][name as keyof typeof places]] });
  }
});

test("[P27] a user who is not a member only gets not-found", () => {
  for (const standing of ["stranger", "invited"] as const) {
    for (const place of Object.values(places)) {
      const refusals = actions.map((action) => refusalOf(standing, action, place)).filter((refusal) => refusal !== undefined);
      expect(new Set(refusals)).toEqual(new Set(["not-found"]));
    }
  }
});
