import { beforeEach, expect, test } from "bun:test";
import { ClientRig } from "../../client/testing/client-rig.ts";
import { ann, at, ben, events, invitation, invited, xiaoyu } from "../../client/testing/frames.ts";
import { settle } from "../../client/testing/settle.ts";
import { perform } from "./actions.ts";
import { parseCommand } from "./commands.ts";
import { invitationSentence, onInvitation } from "./invitations.ts";
import { Talk } from "./talk.ts";

let rig: ClientRig;
let talk: Talk;
let told: string[];

beforeEach(async () => {
  rig = await ClientRig.open();
  talk = new Talk(rig.client);
  told = [];
});

test("[P90a] each invitation is shown once, with the commands that answer it", () => {
  rig.becomeLive({ invitations: [invitation("cave")] });
  onInvitation(rig.client, (one) => told.push(invitationSentence(one)));
  rig.transport.channel.say(events(ann.id, 0, invited(1, "r_tea", xiaoyu, "tea and fish")));
  rig.comeBack({ userHead: 1, invitations: [invitation("cave"), invitation("r_tea", xiaoyu, "tea and fish")] });
  expect(told).toEqual([
    "ben invites you to #cave (private, 2 members): /accept cave or /decline cave",
    "小鱼 invites you to #tea and fish (private, 2 members): /accept tea and fish or /decline tea and fish",
  ]);
  rig.transport.channel.say(events(ann.id, 1, { type: "uninvited", seq: 2, at, conversationId: "cave" }));
  rig.transport.channel.say(events(ann.id, 2, invited(3, "cave")));
  expect(told).toHaveLength(3);
});

test("[P91a] an invitation is answered by its room's name, or by its number in the list", async () => {
  rig.becomeLive({ invitations: [invitation("cave"), invitation("r_tea", ben, "tea and fish")] });
  rig.takeSent();
  expect(await perform(talk, parseCommand("/invitations"))).toEqual([
    "  1. ben invites you to #cave (private, 2 members): /accept cave or /decline cave",
    "  2. ben invites you to #tea and fish (private, 2 members): /accept tea and fish or /decline tea and fish",
  ]);
  for (const line of ["/accept #cave", "/decline 2", "/join tea and fish"]) perform(talk, parseCommand(line)).catch(() => {});
  await settle();
  expect(rig.takeSent()).toEqual([
    { type: "accept-invitation", requestId: 2, conversationId: "cave" },
    { type: "decline-invitation", requestId: 3, conversationId: "r_tea" },
    { type: "accept-invitation", requestId: 4, conversationId: "r_tea" },
  ]);
  const wrong = perform(talk, parseCommand("/accept nothing"));
  await expect(wrong).rejects.toThrow("There is no invitation to “nothing”; /invitations lists yours.");
});
