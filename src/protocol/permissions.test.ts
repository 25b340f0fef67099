import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LOBBY_ID } from "./ids.ts";
import {
  actions,
  leastStanding,
  may,
  mayActOn,
  mayActOnServer,
  mayOnServer,
  type Place,
  refusalOf,
  type Standing,
  serverActions,
  standingOf,
} from "./permissions.ts";

const document = readFileSync(join(import.meta.dir, "../../PROTOCOL.md"), "utf8");
const places = {
  lobby: { id: LOBBY_ID, kind: "room", isPrivate: false },
  public: { id: "r_public", kind: "room", isPrivate: false },
  private: { id: "r_private", kind: "room", isPrivate: true },
  direct: { id: "d_1", kind: "direct" },
} as const satisfies Record<string, Place>;
const kinds = ["lobby", "public", "private", "direct"] as const;
const standings: readonly Standing[] = ["stranger", "invited", "member", "moderator", "owner", "administrator"];

function rowsOf(heading: string): string[][] {
  const lines = document.split(`\n| ${heading} |`)[1]?.split("\n\n")[0]?.trimEnd().split("\n").slice(2) ?? [];
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

test("[P25] [P170a] the table of PROTOCOL.md is the code's", () => {
  expect(rowsOf("action")).toEqual(actions.map((action) => [action, ...kinds.map((kind) => leastStanding(action, kind))]));
});

test("[P170a] a standing may do what the cell asks for or less, cell by cell", () => {
  for (const action of actions) {
    for (const kind of kinds) {
      const least = leastStanding(action, kind);
      const allowed = standings.filter((standing) => may(standing, action, places[kind]));
      const expected = least === "-" ? [] : standings.slice(standings.indexOf(least));
      expect({ action, kind, allowed }).toEqual({ action, kind, allowed: expected });
    }
  }
});

test("[P27] [P90] a user who is not a member only gets not-found", () => {
  for (const standing of ["stranger", "invited"] as const) {
    for (const place of Object.values(places)) {
      const refusals = actions.map((action) => refusalOf(standing, action, place)).filter((refusal) => refusal !== undefined);
      expect(new Set(refusals)).toEqual(new Set(["not-found"]));
    }
  }
});

test("[P170b] an administrator and a moderator of the server keep order in the lobby and in public rooms, and are members elsewhere", () => {
  for (const kind of kinds) {
    const isStaffed = kind === "lobby" || kind === "public";
    expect(standingOf("member", "moderator", places[kind])).toBe(isStaffed ? "moderator" : "member");
    expect(standingOf("member", "administrator", places[kind])).toBe(isStaffed ? "administrator" : "member");
    expect(standingOf("owner", "moderator", places[kind])).toBe("owner");
    expect(standingOf("moderator", "member", places[kind])).toBe("moderator");
  }
});

test("[P170c] one acts on those of a lower standing only, and never on oneself", () => {
  for (const [index, standing] of standings.entries()) {
    for (const [otherIndex, other] of standings.entries()) expect(mayActOn(standing, other)).toBe(index > otherIndex);
  }
  expect(mayActOnServer("administrator", "moderator")).toBe(true);
  expect(mayActOnServer("administrator", "administrator")).toBe(false);
  expect(mayActOnServer("moderator", "member")).toBe(true);
  expect(mayActOnServer("moderator", "moderator")).toBe(false);
});

test("[P171a] the table of the server's roles is the code's", () => {
  const leastRole = (action: (typeof serverActions)[number]): string =>
    (["member", "moderator", "administrator"] as const).find((role) => mayOnServer(role, action)) ?? "-";
  expect(rowsOf("on the server")).toEqual(serverActions.map((action) => [action, leastRole(action)]));
});
