import type { Clock } from "../clock.ts";
import { Accounts } from "./accounts/accounts.ts";
import type { Pictures } from "./accounts/pictures.ts";
import { Profiles } from "./accounts/profiles.ts";
import { Conversations } from "./conversations/conversations.ts";
import { InviteLinks } from "./conversations/invite-links.ts";
import { CatchUp } from "./gateway/catch-up.ts";
import type { Costs } from "./gateway/costs.ts";
import { createDispatchTable } from "./gateway/dispatch.ts";
import { FanOut } from "./gateway/fan-out.ts";
import { Gateway } from "./gateway/gateway.ts";
import { Greeting } from "./gateway/greeting.ts";
import { PeerFeed } from "./gateway/peer-feed.ts";
import { PresenceFeed } from "./gateway/presence-feed.ts";
import { ReadersFeed } from "./gateway/readers-feed.ts";
import { RecentFrames } from "./gateway/recent-frames.ts";
import type { Load } from "./limits/load.ts";
import type { Log } from "./log.ts";
import { MessageChanges } from "./messages/message-changes.ts";
import { Messages } from "./messages/messages.ts";
import { Peers } from "./presence/peers.ts";
import { Presence } from "./presence/presence.ts";
import { Typing } from "./presence/typing.ts";
import type { PushSubscriptions } from "./push/push-subscriptions.ts";
import { paceLimiters } from "./requests/context.ts";
import { Requests } from "./requests/requests.ts";
import type { Storage } from "./storage/storage.ts";

interface CoreOptions {
  readonly storage: Storage;
  readonly pictures: Pictures;
  readonly clock: Clock;
  readonly log: Log;
  readonly load: Load;
  readonly costs: Costs;
  /** What one user may write in a second; 0 lifts every limit of pace. */
  readonly messagesPerSecond: number;
  /** Of one file. */
  readonly uploadBytesMax: number;
  /** Missing where the operator has not switched push messages on. */
  readonly push?: PushSubscriptions | undefined;
}

/** Puts together what every transport needs: the domain, the requests and the gateway over a storage. */
export function createCore({ storage, pictures, clock, log, load, costs, messagesPerSecond, uploadBytesMax, push }: CoreOptions) {
  const accounts = new Accounts(storage, clock);
  const conversations = new Conversations(storage, clock, pictures);
  const inviteLinks = new InviteLinks(storage, clock);
  const presence = new Presence(clock);
  const typing = new Typing(clock);
  const peers = new Peers(presence);
  const readersFeed = new ReadersFeed(storage, log);
  const presenceFeed = new PresenceFeed(presence, typing, readersFeed);
  const recentFrames = new RecentFrames();
  const catchUp = new CatchUp(storage, recentFrames, log);
  const fanOut = new FanOut(recentFrames, (subscription) => catchUp.add(subscription), costs);
  const requests = new Requests({
    ...{ profiles: new Profiles(storage, clock, pictures), conversations, inviteLinks, presence, load, push },
    ...{ messages: new Messages(storage, clock), messageChanges: new MessageChanges(storage, clock) },
    ...paceLimiters(messagesPerSecond, clock),
    receiverCount: (conversationId) => fanOut.subscriberCount(conversationId),
  });
  const gateway = new Gateway({
    greeting: new Greeting({
      accounts,
      conversations,
      presence,
      peers,
      fanOut,
      catchUp,
      epoch: storage.epoch,
      uploadBytesMax,
      pushKey: push?.publicKey,
      clock,
      log,
    }),
    dispatch: createDispatchTable({ presence, typing, presenceFeed, catchUp }),
    ...{ accounts, presence, presenceFeed, readersFeed, fanOut, catchUp, requests, clock, log, load, messagesPerSecond },
    ...{ peers, peerFeed: new PeerFeed(peers, fanOut) },
  });
  return { accounts, conversations, inviteLinks, presence, requests, gateway };
}
