import type { DownFrame } from "../../protocol/frames/down.ts";
import type { Person } from "../../protocol/people.ts";
import { type RequestContext, spendWrite } from "./context.ts";
import type { RequestFrame, RequestHandler } from "./request.ts";

type ActType = Extract<
  RequestFrame["type"],
  | ("set-rules" | "set-role" | "mute" | "unmute" | "set-voice" | "kick" | "ban" | "unban")
  | ("raise-hand" | "lower-hand" | "report" | "resolve-report")
>;
type ActOf<Type extends ActType> = Extract<RequestFrame, { type: Type }>;

/** Order in rooms [P170–P176]. */
export function moderationRequests(context: RequestContext) {
  const { moderation, writeLimiter, load, receiverCount } = context;

  /** All members are told of it, so it costs what a message costs. */
  function act<Type extends ActType>(run: (user: Person, input: ActOf<Type>) => Promise<void>): RequestHandler<Type> {
    return async (actor, input: ActOf<ActType>): Promise<DownFrame> => {
      writeLimiter.spend(actor.userId);
      load.message(actor, input.conversationId, 0, receiverCount(input.conversationId));
      await run(actor.user, input as ActOf<Type>);
      return { type: "done", requestId: input.requestId };
    };
  }

  const report: RequestHandler<"report"> = async (actor, { requestId, conversationId, seq, reason }) => {
    spendWrite(context, actor);
    await moderation.report(actor.user, conversationId, seq, { reason });
    return { type: "done", requestId };
  };

  const restrictions: RequestHandler<"restrictions"> = async ({ user }, { requestId, conversationId }) => ({
    ...{ type: "restriction-list", requestId },
    restrictions: [...(await moderation.restrictions(user, conversationId))],
  });

  const reports: RequestHandler<"reports"> = async ({ user }, { requestId, conversationId }) => ({
    ...{ type: "report-list", requestId },
    reports: [...(await moderation.reports(user, conversationId))],
  });

  return {
    ...{ report, restrictions, reports },
    "set-rules": act<"set-rules">((user, { type: _, requestId: __, conversationId, ...rules }) =>
      moderation.setRules(user, conversationId, rules),
    ),
    "set-role": act<"set-role">((user, { conversationId, userId, role }) =>
      moderation.setRole(user, conversationId, userId, role),
    ),
    mute: act<"mute">((user, { conversationId, userId, ...sentence }) => moderation.mute(user, conversationId, userId, sentence)),
    unmute: act<"unmute">((user, { conversationId, userId }) => moderation.unmute(user, conversationId, userId)),
    "set-voice": act<"set-voice">((user, { conversationId, userId, hasVoice }) =>
      moderation.setVoice(user, conversationId, userId, hasVoice),
    ),
    kick: act<"kick">((user, { conversationId, userId, reason }) => moderation.kick(user, conversationId, userId, { reason })),
    ban: act<"ban">((user, { conversationId, userId, ...sentence }) => moderation.ban(user, conversationId, userId, sentence)),
    unban: act<"unban">((user, { conversationId, userId }) => moderation.unban(user, conversationId, userId)),
    "raise-hand": act<"raise-hand">((user, { conversationId }) => moderation.raiseHand(user, conversationId)),
    "lower-hand": act<"lower-hand">((user, { conversationId, userId, isOfAll }) =>
      moderation.lowerHand(user, conversationId, { userId, isOfAll }),
    ),
    "resolve-report": act<"resolve-report">((user, { conversationId, reportId }) =>
      moderation.resolveReport(user, conversationId, reportId),
    ),
  };
}
