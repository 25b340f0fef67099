import { expect, test } from "bun:test";
import { ClientRig } from "../../client/testing/client-rig.ts";
import { room } from "../../client/testing/frames.ts";
import { chatHelp } from "./help.ts";
import { offeredHelp } from "./offered-help.ts";
import { Talk } from "./talk.ts";

test("the help offers what the user may do in the shown conversation; --help and /help all have everything", async () => {
  const rig = await ClientRig.open();
  const talk = new Talk(rig.client);
  const garden = room("r_garden");
  const commands = (isWhole = false): string => offeredHelp(talk, isWhole).join("\n");
  rig.becomeLive({ conversations: [room("lobby"), garden] });
  talk.show(garden.id);
  expect(commands()).toContain("/report #12");
  expect(commands()).not.toContain("/mute NICK");
  expect(commands()).toContain("/help all lists");
  expect(commands(true)).toContain("/owner NICK");
  rig.comeBack({ conversations: [room("lobby"), room("r_garden", { role: "moderator" })] });
  expect(commands()).toContain("/mute NICK");
  expect(commands()).not.toContain("/owner NICK");
  rig.comeBack({ conversations: [room("lobby"), room("r_garden", { role: "owner" })] });
  expect(commands()).toContain("/owner NICK");
  expect(commands()).not.toContain("/help all lists");
});

test("the lines of the help fit into 80 columns", () => {
  const commands = chatHelp.split("\n").filter((line) => /^ {4}\S/.test(line));
  expect(commands.length).toBeGreaterThan(50);
  for (const line of commands) expect(Bun.stringWidth(line), line).toBeLessThanOrEqual(80);
});
