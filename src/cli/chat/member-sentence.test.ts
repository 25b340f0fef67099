import { expect, test } from "bun:test";
import { type MemberEvent, memberSentence } from "./member-sentence.ts";

const ann = { id: "u_ann", nickname: "ann" };
const ben = { id: "u_ben", nickname: "ben" };
const 小鱼 = { id: "u_fish", nickname: "小鱼" };

function sentence(...events: readonly (readonly [type: "join" | "leave", by: typeof ann])[]): string {
  return memberSentence(events.map(([type, by], index) => ({ type, by, seq: index + 1, at: 0 })));
}

test("people to whom the same happened are named together", () => {
  expect(sentence(["join", ann], ["join", ben], ["leave", 小鱼])).toBe("ann, ben joined; 小鱼 left");
});

test("a user who came and went, or left and came back, is named once", () => {
  expect(sentence(["join", ann], ["leave", ann], ["join", ann])).toBe("ann joined");
  expect(sentence(["join", ann], ["leave", ann])).toBe("ann came and went");
  expect(sentence(["leave", ann], ["join", ann])).toBe("ann came back");
});

test("changes of the room follow, each with who made it", () => {
  const place = { seq: 2, at: 0 };
  const changes = [
    { type: "leave", by: ann, ...place },
    { type: "room", by: ann, owner: ben, ...place },
    { type: "room", by: ben, name: "reef", description: "", emoji: "🐠", isPrivate: true, ...place },
  ] as const;
  expect(memberSentence(changes)).toBe(
    "ann left; ben owns the room now; ben renamed the room to “reef”; ben removed the description; " +
      "ben chose 🐠 for the room; ben made the room private",
  );
});

test("[P121b] another picture of the room is told", () => {
  const change = { type: "room", by: ann, seq: 2, at: 0 } as const;
  expect(
    memberSentence([
      { ...change, picture: "f_reef" },
      { ...change, picture: "" },
    ]),
  ).toBe("ann gave the room another picture; ann removed the room’s picture");
});

test("an invited user is named with the inviter", () => {
  expect(memberSentence([{ type: "join", by: ben, invitedBy: ann, seq: 1, at: 0 }])).toBe("ben joined, invited by ann");
});

test("[P110a] a new nickname is told with the one before", () => {
  const renamed: MemberEvent = { type: "profile", by: { ...ann, nickname: "anna" }, formerNickname: "ann", seq: 2, at: 0 };
  expect(memberSentence([{ type: "join", by: ben, seq: 1, at: 0 }, renamed])).toBe("ben joined; ann is now called anna");
});
