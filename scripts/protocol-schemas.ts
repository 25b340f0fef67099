import { toJsonSchemaDefs } from "@valibot/to-json-schema";
import type * as v from "valibot";
import { account } from "../src/protocol/accounts.ts";
import { bot } from "../src/protocol/bots.ts";
import { conversationSettings } from "../src/protocol/conversation-settings.ts";
import * as conversations from "../src/protocol/conversations.ts";
import { customData } from "../src/protocol/custom-data.ts";
import { conversationEvent, logEvent, userEvent } from "../src/protocol/events.ts";
import { fileInfo } from "../src/protocol/files.ts";
import { downFrame } from "../src/protocol/frames/down.ts";
import { foundMessage, hitRange, searchResult } from "../src/protocol/frames/message-lists.ts";
import { commonRoom } from "../src/protocol/frames/profiles.ts";
import { readMarker } from "../src/protocol/frames/read.ts";
import { upFrame } from "../src/protocol/frames/up.ts";
import * as http from "../src/protocol/http.ts";
import { inviteLink, inviteLinkPreview } from "../src/protocol/invite-links.ts";
import { mention, newMention, quote, reactionCount, removal } from "../src/protocol/messages.ts";
import { mute, raisedHand, report, restriction, roomRules } from "../src/protocol/moderation.ts";
import { oidcLink } from "../src/protocol/oidc.ts";
import * as people from "../src/protocol/people.ts";
import { quietHours } from "../src/protocol/push.ts";
import { listedSession, sessionList } from "../src/protocol/sessions.ts";

/** A JSON Schema, as far as the protocol's have it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

type Typed = v.GenericSchema & { readonly entries: { readonly type: { readonly literal: string } } };

/**
 * What goes over the wire, as JSON Schema (draft 2020-12). The keys of `$defs` are `up-` and `down-` with a frame's type, `event-` with an
 * event's, and the names of what they consist of. Fields that are not listed are allowed and ignored [P70].
 */
export function protocolSchemas(): { readonly $schema: string; readonly $defs: Readonly<Record<string, JsonSchema>> } {
  const $defs = toJsonSchemaDefs(definitions(), {
    target: "draft-2020-12",
    // What a reader makes of a value that it does not know cannot be said in JSON Schema.
    errorMode: "ignore",
    typeMode: "input",
  });
  return { $schema: "https://json-schema.org/draft/2020-12/schema", $defs: $defs as Record<string, JsonSchema> };
}

function definitions(): Record<string, v.GenericSchema> {
  const { room, direct, conversation, invitation, lastMessage, listedRoom } = conversations;
  return {
    ...{ person: people.person, member: people.member, bot },
    ...{
      mention,
      quote,
      removal,
      "last-message": lastMessage,
      "conversation-settings": conversationSettings,
      "quiet-hours": quietHours,
      "new-mention": newMention,
      "custom-data": customData,
      "reaction-count": reactionCount,
      "found-message": foundMessage,
      "search-result": searchResult,
      "read-marker": readMarker,
      "hit-range": hitRange,
    },
    ...{ "room-rules": roomRules, mute, "raised-hand": raisedHand, restriction, report },
    ...{ room, direct, conversation, invitation, "listed-room": listedRoom },
    ...{ "invite-link": inviteLink, "invite-link-preview": inviteLinkPreview },
    ...named("event", [...conversationEvent.options, ...userEvent.options]),
    ...{ "conversation-event": conversationEvent, "log-event": logEvent },
    ...named("up", upFrame.options),
    ...named("down", downFrame.options),
    ...{ "common-room": commonRoom, "listed-session": listedSession, "session-list": sessionList },
    ...{
      "sign-in": http.signInRequest,
      "signed-in": http.signedIn,
      "device-link": http.deviceLink,
      "account-link": http.accountLink,
      "oidc-link": oidcLink,
      account,
      "server-info": http.serverInfo,
    },
    ...{ file: fileInfo, attach: http.attachRequest, close: http.closeEvent, refusal: http.refusal },
  };
}

function named(prefix: string, schemas: readonly Typed[]): Record<string, v.GenericSchema> {
  return Object.fromEntries(schemas.map((schema) => [`${prefix}-${schema.entries.type.literal}`, schema]));
}
