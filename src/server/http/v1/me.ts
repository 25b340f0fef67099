import * as v from "valibot";
import { serverRole } from "../../../protocol/accounts.ts";
import { updateProfile } from "../../../protocol/frames/profiles.ts";
import { unsubscribePush } from "../../../protocol/frames/push.ts";
import { shareReads } from "../../../protocol/frames/read.ts";
import { sessionId } from "../../../protocol/ids.ts";
import { mute } from "../../../protocol/moderation.ts";
import { person } from "../../../protocol/people.ts";
import { pushSubscription } from "../../../protocol/push.ts";
import { operation } from "./operation.ts";

const tag = "me";
const { nickname, tone, status, picture } = updateProfile.entries;

export const ownOperations = [
  operation("GET", "/me", "getMe", {
    ...{ tag, summary: "Read who the user of the token is." },
    input: {},
    answer: v.object({ user: person, sessionId, serverRole, isReadShared: v.boolean(), mute: v.optional(mute) }),
    run: async (_, { list, actor, now }) => {
      const { user, serverRole, isReadShared, serverMute } = await list();
      const isMuted = serverMute !== undefined && (serverMute.until ?? Number.POSITIVE_INFINITY) > now;
      return { user, sessionId: actor.sessionId, serverRole, isReadShared, ...(isMuted && { mute: serverMute }) };
    },
  }),
  operation("PATCH", "/me", "updateProfile", {
    ...{ tag, summary: "Change the nickname, the tone, the status or the picture; a missing field stays." },
    input: { nickname, tone, status, picture },
    errors: [
      ...(["nickname-invalid", "nickname-taken", "status-invalid", "file-not-found"] as const),
      ...(["picture-invalid", "picture-too-large"] as const),
    ],
    run: async (input, { ask }) => void (await ask("update-profile", input)),
  }),
  operation("PUT", "/me/read-sharing", "shareReads", {
    ...{ tag, summary: "Choose whether others see how far the user has read, and the user how far others have." },
    input: { isShared: shareReads.entries.isShared },
    run: async (input, { ask }) => void (await ask("share-reads", input)),
  }),
  operation("PUT", "/me/push-subscription", "subscribePush", {
    ...{ tag, summary: "Have push messages sent to a browser, for the session of the token." },
    input: pushSubscription.entries,
    errors: ["push-invalid", "unsupported"],
    run: async (input, { ask }) => void (await ask("subscribe-push", input)),
  }),
  operation("DELETE", "/me/push-subscription", "unsubscribePush", {
    ...{ tag, summary: "End the push messages to a browser." },
    input: { endpoint: unsubscribePush.entries.endpoint },
    errors: ["unsupported"],
    run: async (input, { ask }) => void (await ask("unsubscribe-push", input)),
  }),
];
