import * as v from "valibot";
import { ShoalError } from "../errors.ts";
import { bots, createBot, deleteBot, resetBotToken } from "./bots.ts";
import { broadcastRequest } from "./broadcast.ts";
import { assertCheap } from "./cost.ts";
import { members, rooms } from "./directory.ts";
import { resume } from "./events.ts";
import { clientPing, pong } from "./heartbeat.ts";
import { hello } from "./hello.ts";
import { history } from "./history.ts";
import { createInviteLink, inviteLinks, revokeInviteLink, useInviteLink } from "./invite-links.ts";
import {
  acceptInvitation,
  createRoom,
  declineInvitation,
  describeRoom,
  invite,
  join,
  leave,
  openDirect,
  withdrawInvitation,
} from "./membership.ts";
import { deleteMessage, edit, pin, react, unpin, unreact } from "./message-changes.ts";
import { mentions, pins, reactors, search } from "./message-lists.ts";
import {
  ban,
  kick,
  lowerHand,
  muteRequest,
  raiseHand,
  reportRequest,
  reports,
  resolveReport,
  restrictions,
  setRole,
  setRules,
  setVoice,
  unban,
  unmute,
} from "./moderation.ts";
import { hasUnknownType, parseFrame } from "./parse.ts";
import { unwatch, watch } from "./presence.ts";
import { block, personRequest, unblock, updateProfile } from "./profiles.ts";
import { subscribePush, unsubscribePush } from "./push.ts";
import { read, shareReads } from "./read.ts";
import { send } from "./send.ts";
import { configure, readAll } from "./settings.ts";
import { typing } from "./typing.ts";

/** Every frame that a client may send. */
export const upFrame = v.variant("type", [
  hello,
  send,
  edit,
  deleteMessage,
  react,
  unreact,
  pin,
  unpin,
  history,
  pins,
  reactors,
  mentions,
  search,
  resume,
  createRoom,
  describeRoom,
  join,
  leave,
  invite,
  withdrawInvitation,
  acceptInvitation,
  declineInvitation,
  createInviteLink,
  inviteLinks,
  revokeInviteLink,
  useInviteLink,
  openDirect,
  setRules,
  setRole,
  muteRequest,
  unmute,
  setVoice,
  kick,
  ban,
  unban,
  restrictions,
  raiseHand,
  lowerHand,
  reportRequest,
  reports,
  resolveReport,
  createBot,
  bots,
  resetBotToken,
  deleteBot,
  rooms,
  members,
  updateProfile,
  personRequest,
  block,
  unblock,
  watch,
  unwatch,
  read,
  readAll,
  shareReads,
  configure,
  subscribePush,
  unsubscribePush,
  typing,
  broadcastRequest,
  clientPing,
  pong,
]);
/** As the server reads it: defaults filled in. */
export type UpFrame = v.InferOutput<typeof upFrame>;
/** As a client writes it. */
export type UpFrameInput = v.InferInput<typeof upFrame>;
export type UpFrameOf<Type extends UpFrame["type"]> = Extract<UpFrame, { type: Type }>;

/** Reads one frame from a client. Throws `bad-frame` with the place and the reason, and `unsupported` for an unknown type. */
export function parseUp(text: string): UpFrame {
  assertCheap(text);
  try {
    return parseFrame(upFrame, text);
  } catch (error) {
    if (!hasUnknownType(upFrame, text)) throw error;
    throw new ShoalError("unsupported", {
      message: "This server does not know frames of that type; it may be older than the client.",
    });
  }
}
