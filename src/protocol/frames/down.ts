import * as v from "valibot";
import { botList, botReply } from "./bot-replies.ts";
import { broadcast } from "./broadcast.ts";
import { memberList, roomList } from "./directory.ts";
import { error } from "./error.ts";
import { events, gap } from "./events.ts";
import { pong, serverPing } from "./heartbeat.ts";
import { historyPage } from "./history.ts";
import { inviteLinkList, inviteLinkReply } from "./invite-links.ts";
import { conversationReply, done } from "./membership.ts";
import { mentionList, pinList, reactorList, searchResults } from "./message-lists.ts";
import { reportList, restrictionList } from "./moderation.ts";
import { parseFrame } from "./parse.ts";
import { peers, presence, watched } from "./presence.ts";
import { personCard } from "./profiles.ts";
import { raid } from "./raid.ts";
import { readers } from "./read.ts";
import { sent } from "./send.ts";
import { trimmed } from "./trimmed.ts";
import { typists } from "./typing.ts";
import { welcome } from "./welcome.ts";

/** Every frame that the server sends. */
export const downFrame = v.variant("type", [
  welcome,
  sent,
  events,
  gap,
  historyPage,
  pinList,
  reactorList,
  mentionList,
  searchResults,
  conversationReply,
  done,
  inviteLinkReply,
  inviteLinkList,
  restrictionList,
  reportList,
  botReply,
  botList,
  roomList,
  memberList,
  personCard,
  watched,
  presence,
  typists,
  broadcast,
  readers,
  peers,
  raid,
  trimmed,
  serverPing,
  pong,
  error,
]);
export type DownFrame = v.InferOutput<typeof downFrame>;
export type DownFrameOf<Type extends DownFrame["type"]> = Extract<DownFrame, { type: Type }>;

/** Reads one frame from the server. Throws `bad-frame`. */
export function parseDown(text: string): DownFrame {
  return parseFrame(downFrame, text);
}
