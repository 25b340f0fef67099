import type { Conversation } from "../../client/index.ts";
import { nameOf } from "./conversation-name.ts";
import { findPerson } from "./find-person.ts";
import { words } from "./i18n/words.ts";
import { sayMoment } from "./lengths.ts";
import type { OrderCommand } from "./order-commands.ts";
import { actorOf, rulesInForce } from "./order-sentences.ts";
import type { Talk } from "./talk.ts";

const say = words.order.answers;

/** Keeps order in the shown conversation. Returns the lines of the answer: no lines where the log tells it. */
export async function performOrder(talk: Talk, command: OrderCommand): Promise<readonly string[]> {
  const { client, shownId } = talk;
  const { moderation } = client;
  switch (command.type) {
    case "set-rules":
      await moderation.setRules(shownId, command.rules);
      return [];
    case "rules":
      return [say.rules(nameOf(talk.shown), rulesOf(talk.shown))];
    case "hand":
      await moderation.raiseHand(shownId);
      return [say.handRaised];
    case "lower":
      return await lower(talk, command.whose);
    case "report":
      await moderation.report(shownId, command.seq, { reason: command.reason });
      return [say.reported(command.seq)];
    case "remove":
      await client.delete(shownId, command.seq, { reason: command.reason });
      return [];
    case "resolve":
      await moderation.resolveReport(shownId, command.number);
      return [say.resolved(command.number)];
    case "restricted":
      return await listRestricted(talk);
    case "reports":
      return await listReports(talk);
    default:
      return await actOnMember(talk, command);
  }
}

async function actOnMember(talk: Talk, command: Extract<OrderCommand, { name: string }>): Promise<readonly string[]> {
  const { client, shownId } = talk;
  const { moderation } = client;
  const { id, nickname } = await findPerson(talk, command.name);
  switch (command.type) {
    case "mute":
    case "ban":
      await moderation[command.type](shownId, id, { seconds: command.seconds, reason: command.reason });
      return [];
    case "kick":
      await moderation.kick(shownId, id, { reason: command.reason });
      return [];
    case "unmute":
      await moderation.unmute(shownId, id);
      return [];
    case "unban":
      await moderation.unban(shownId, id);
      return [say.unbanned(nickname)];
    case "voice":
    case "unvoice": {
      const hasVoice = command.type === "voice";
      await moderation.setVoice(shownId, id, hasVoice);
      return [hasVoice ? say.voice(nickname) : say.noVoice(nickname)];
    }
    case "moderator":
    case "member":
      await moderation.setRole(shownId, id, command.type);
      return [];
    case "owner": {
      if (!isAskedAgain(talk, `owner ${shownId} ${id}`)) return [say.handOver(nickname, nameOf(talk.shown))];
      await moderation.setRole(shownId, id, "owner");
      return [];
    }
  }
}

/** Whether the user was told what it does already. */
function isAskedAgain(talk: Talk, what: string): boolean {
  if (talk.asked === undefined) return true;
  const isAgain = talk.asked === what;
  talk.asked = isAgain ? "" : what;
  return isAgain;
}

async function lower(talk: Talk, whose: Extract<OrderCommand, { type: "lower" }>["whose"]): Promise<readonly string[]> {
  const { client, shownId } = talk;
  if (whose === "own") {
    await client.moderation.lowerHand(shownId);
    return [say.handLowered];
  }
  if (whose === "all") {
    await client.moderation.lowerHand(shownId, { isOfAll: true });
    return [say.allLowered];
  }
  const { id, nickname } = await findPerson(talk, whose.name);
  await client.moderation.lowerHand(shownId, { userId: id });
  return [say.handOfLowered(nickname)];
}

async function listRestricted({ client, clock, shown, shownId }: Talk): Promise<readonly string[]> {
  const restrictions = await client.moderation.restrictions(shownId);
  const lines = restrictions.map(({ user, kind, until, by, reason }) => {
    const end = until === undefined ? undefined : sayMoment(until, clock.now());
    return `  ${words.order.because(say.restriction(user.nickname, kind === "ban", end, actorOf(by)), reason)}`;
  });
  return lines.length === 0 ? [say.noneRestricted] : [say.restricted(nameOf(shown)), ...lines];
}

async function listReports({ client, shown, shownId }: Talk): Promise<readonly string[]> {
  const reports = await client.moderation.reports(shownId);
  const lines = reports.map(({ id, seq, author, reporter, text, reason }) => {
    const quoted = text.replaceAll(/\s+/g, " ");
    const line = `  ${say.report(id, seq, author.nickname, reporter.nickname, quoted)}`;
    return reason === undefined ? line : `${line} ${say.reportReason(reason)}`;
  });
  return lines.length === 0 ? [say.noReports] : [say.reports(nameOf(shown)), ...lines];
}

function rulesOf(conversation: Conversation | undefined): string {
  if (conversation?.kind !== "room") return "";
  const { rules = {}, isArchived } = conversation;
  return rulesInForce({ rules, isArchived });
}
