import { expect, test } from "bun:test";
import { newClientMessageId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { RoomRules } from "../../../src/protocol/moderation.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { refusalOf, roomOfFour } from "./room-of-four.ts";
import { AT, expectRefusal, type Open } from "./subject.ts";

export function ruleRules(open: Open): void {
  test("[P172a] [P172h] rules are set one by one, are one event, and a restart keeps them", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced, eve } = await roomOfFour(shoal);
    const set = (actor: Person, rules: RoomRules, at = AT + 1) =>
      shoal.storage.setRules({ conversationId: id, actorId: actor.id, rules, at });
    await expectRefusal(set(ced, { isLocked: true }), "not-allowed");
    await expectRefusal(set(eve, { isLocked: true }), "not-found");
    await set(ben, { isLocked: true, announcement: "Exam on Friday" });
    await set(ben, { isLocked: true });
    await set(ann, { slowModeSeconds: 30, announcement: "" });
    await shoal.reopen();
    expect(await shoal.listed(ced, id)).toMatchObject({ rules: { isLocked: true, slowModeSeconds: 30 } });
    expect((await shoal.log(id)).slice(-2)).toEqual([
      { seq: 6, at: AT + 1, type: "rules", by: ben, rules: { isLocked: true, announcement: "Exam on Friday" } },
      { seq: 7, at: AT + 1, type: "rules", by: ann, rules: { isLocked: true, slowModeSeconds: 30 } },
    ]);
    await set(ann, { isLocked: false, slowModeSeconds: 0 });
    expect(await shoal.listed(ced, id)).not.toHaveProperty("rules");
    expect(await shoal.storage.join(id, eve.id, AT)).not.toHaveProperty("rules");
  });

  test("[P172b] [P172c] [P172g] in a locked room moderators and members with a voice write, and all react", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced, dan } = await roomOfFour(shoal);
    const early = newClientMessageId();
    const { seq } = await shoal.say(dan, id, "before", early);
    await shoal.storage.setRules({ conversationId: id, actorId: ann.id, rules: { isLocked: true }, at: AT });
    await expectRefusal(shoal.say(ced, id, "may I?"), "room-locked");
    expect(await shoal.say(dan, id, "before", early)).toMatchObject({ seq, isDuplicate: true });
    const target = { conversationId: id, seq, at: AT };
    await expectRefusal(shoal.storage.editMessage({ ...target, userId: dan.id, text: "after" }), "room-locked");
    await expectRefusal(shoal.storage.pin({ ...target, userId: dan.id }), "room-locked");
    await shoal.storage.react({ ...target, userId: ced.id, emoji: "👍" });
    await shoal.say(ben, id, "a moderator");
    const voice = { conversationId: id, actorId: ben.id, userId: ced.id, at: AT };
    await expectRefusal(shoal.storage.setVoice({ ...voice, actorId: dan.id, hasVoice: true }), "not-allowed");
    await shoal.storage.setVoice({ ...voice, hasVoice: true });
    await shoal.storage.setVoice({ ...voice, hasVoice: true });
    expect(await shoal.listed(ced, id)).toMatchObject({ hasVoice: true });
    await shoal.say(ced, id, "thank you");
    await shoal.storage.setVoice({ ...voice, hasVoice: false });
    await expectRefusal(shoal.say(ced, id, "again?"), "room-locked");
    await shoal.storage.deleteMessage({ ...target, userId: dan.id });
    expect((await shoal.types(id)).filter((type) => type === "voice")).toHaveLength(2);
  });

  test("[P172d] slow mode counts from the last message, whichever way the clock was set", async () => {
    await using shoal = await open();
    const { id, ann, ced, dan } = await roomOfFour(shoal);
    await shoal.storage.setRules({ conversationId: id, actorId: ann.id, rules: { slowModeSeconds: 30 }, at: AT });
    const say = (user: Person, at: number) => shoal.say(user, id, `at ${at}`, undefined, at);
    await say(ced, AT);
    await expectRefusal(say(ced, AT + 29_999), "slow-mode");
    await shoal.storage.leave(id, ced.id, AT + 1);
    await shoal.storage.join(id, ced.id, AT + 2);
    await shoal.reopen();
    expect(await refusalOf(say(ced, AT + 10_000))).toMatchObject({ code: "slow-mode", retryAfterMs: 20_000 });
    expect(await refusalOf(say(ced, AT - 1_000_000))).toMatchObject({ code: "slow-mode", retryAfterMs: 30_000 });
    await say(dan, AT + 10_000);
    await say(ann, AT);
    await say(ann, AT);
    await say(ced, AT + 30_000);
    await shoal.storage.setRules({ conversationId: id, actorId: ann.id, rules: { slowModeSeconds: 0 }, at: AT });
    await say(ced, AT + 30_001);
    await shoal.storage.forgetEndedRestrictions(AT + limits.slowModeSecondsMax * 1000 * 2, 10);
  });

  test("[P172e] links and files are refused, also in an edited message, and moderators send them", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced } = await roomOfFour(shoal);
    await shoal.storage.setRules({
      conversationId: id,
      actorId: ann.id,
      rules: { areLinksOff: true, areFilesOff: true },
      at: AT,
    });
    for (const text of ["see https://example.org", "HTTP://EXAMPLE.ORG", "www.example.org"])
      await expectRefusal(shoal.say(ced, id, text), "links-not-allowed");
    const { seq } = await shoal.say(ced, id, "httpx and wwwx are no links");
    const edit = { conversationId: id, userId: ced.id, seq, at: AT, text: "http://example.org" };
    await expectRefusal(shoal.storage.editMessage(edit), "links-not-allowed");
    const file = { conversationId: id, userId: ced.id, clientMessageId: newClientMessageId(), text: "", files: ["f_1"], at: AT };
    await expectRefusal(shoal.storage.appendMessage(file), "files-not-allowed");
    await shoal.say(ben, id, "https://example.org");
  });

  test("[P172f] a room can keep its members from writing to each other in private", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced, dan, eve } = await roomOfFour(shoal);
    const [peers, up, down, out] = await Promise.all([
      shoal.direct(ced, dan),
      shoal.direct(ced, ann),
      shoal.direct(ben, dan),
      shoal.direct(ced, eve),
    ]);
    await shoal.say(ben, down.id, "listen");
    const set = (privateMessages: RoomRules["privateMessages"]) =>
      shoal.storage.setRules({ conversationId: id, actorId: ann.id, rules: { privateMessages }, at: AT });
    await set("moderators");
    await expectRefusal(shoal.say(ced, peers.id, "psst"), "private-messages-off");
    await shoal.say(ced, up.id, "a question");
    await shoal.say(ced, out.id, "hello");
    await set("none");
    await expectRefusal(shoal.say(ced, up.id, "a question"), "private-messages-off");
    await expectRefusal(shoal.say(dan, down.id, "a question"), "private-messages-off");
    await shoal.say(ben, down.id, "listen");
    await shoal.say(ced, out.id, "hello");
    await shoal.storage.leave(id, dan.id, AT);
    await shoal.say(ced, peers.id, "free");
    await set("all");
    await shoal.say(ced, up.id, "thank you");
  });
}
