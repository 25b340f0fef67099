import { firstSchema } from "./0001-first-schema.ts";
import { placesForDirects } from "./0002-places-for-directs.ts";
import { invitations } from "./0003-invitations.ts";
import { messageChanges } from "./0004-message-changes.ts";
import { scrubs } from "./0005-scrubs.ts";
import { files } from "./0006-files.ts";
import { lastMessages } from "./0007-last-messages.ts";
import { conversationSettings } from "./0008-conversation-settings.ts";
import { roomDescriptionsAndInviteLinks } from "./0009-room-descriptions-and-invite-links.ts";
import { profilesAndBlocks } from "./0010-profiles-and-blocks.ts";
import { visits } from "./0011-visits.ts";
import { pushSubscriptions } from "./0012-push-subscriptions.ts";

import { readSharing } from "./0013-read-sharing.ts";

import { pictures } from "./0014-pictures.ts";

import { accounts } from "./0015-accounts.ts";

import { identities } from "./0016-identities.ts";
import { order } from "./0017-order.ts";

import { people } from "./0018-people.ts";

import { administration } from "./0019-administration.ts";
import { retention } from "./0020-retention.ts";

import { imports } from "./0021-imports.ts";
import { bots } from "./0022-bots.ts";
import type { Migration } from "./migration.ts";

/** In order: the n-th has the number n. */
export const migrations: readonly Migration[] = [
  firstSchema,
  placesForDirects,
  invitations,
  messageChanges,
  scrubs,
  files,
  lastMessages,
  conversationSettings,
  roomDescriptionsAndInviteLinks,
  profilesAndBlocks,
  visits,
  pushSubscriptions,
  readSharing,
  pictures,
  accounts,
  identities,
  order,
  people,
  administration,
  retention,
  imports,
  bots,
];
