import type { Clock } from "../clock.ts";
import type { Retention } from "../protocol/retention.ts";
import { Accounts, type NewcomerWritesFrom } from "./accounts/accounts.ts";
import { Bots } from "./accounts/bots.ts";
import type { DeviceProofs } from "./accounts/device-proofs.ts";
import { GuessDelays } from "./accounts/guess-delays.ts";
import { HashingThreads } from "./accounts/hashing-threads.ts";
import { IdentityAccounts } from "./accounts/identity-accounts.ts";
import { PasswordAccounts } from "./accounts/password-accounts.ts";
import { hashingLimits, Passwords } from "./accounts/passwords.ts";
import { People } from "./accounts/people.ts";
import type { Pictures } from "./accounts/pictures.ts";
import { Profiles } from "./accounts/profiles.ts";
import type { Bus } from "./bus/bus.ts";
import { Conversations } from "./conversations/conversations.ts";
import { InviteLinks } from "./conversations/invite-links.ts";
import { Moderation } from "./conversations/moderation.ts";
import { Broadcasts } from "./gateway/broadcasts.ts";
import { CatchUp } from "./gateway/catch-up.ts";
import type { Costs } from "./gateway/costs.ts";
import { createDispatchTable } from "./gateway/dispatch.ts";
import { EndedSessions } from "./gateway/ended-sessions.ts";
import { Everyone } from "./gateway/everyone.ts";
import { FanOut } from "./gateway/fan-out.ts";
import { Gateway } from "./gateway/gateway.ts";
import { Greeting } from "./gateway/greeting.ts";
import { PeerFeed } from "./gateway/peer-feed.ts";
import { PresenceFeed } from "./gateway/presence-feed.ts";
import { ReadersFeed } from "./gateway/readers-feed.ts";
import { RecentFrames } from "./gateway/recent-frames.ts";
import { UserConnections } from "./gateway/user-connections.ts";
import { FairQueue } from "./limits/fair-queue.ts";
import { KeyedConcurrencyLimit } from "./limits/keyed-concurrency-limit.ts";
import type { Live } from "./limits/live.ts";
import type { Load } from "./limits/load.ts";
import { RaidPace } from "./limits/raid-pace.ts";
import type { Log } from "./log.ts";
import { MessageChanges } from "./messages/message-changes.ts";
import { Messages } from "./messages/messages.ts";
import { shareNodes, soleNode } from "./nodes/nodes.ts";
import { Peers } from "./presence/peers.ts";
import { Presence } from "./presence/presence.ts";
import { Typing } from "./presence/typing.ts";
import type { PushSubscriptions } from "./push/push-subscriptions.ts";
import { paceLimiters } from "./requests/context.ts";
import { Requests } from "./requests/requests.ts";
import { RetentionKeeper } from "./retention/retention-keeper.ts";
import type { Storage } from "./storage/storage.ts";

interface CoreOptions {
  readonly storage: Storage;
  readonly pictures: Pictures;
  readonly clock: Clock;
  readonly log: Log;
  readonly load: Load;
  readonly costs: Costs;
  /** What one user may write in a second; 0 lifts every limit of pace. */
  readonly messagesPerSecond: Live<number>;
  /** Of one file. */
  readonly uploadBytesMax: Live<number>;
  /** Missing where the operator has not switched push messages on. */
  readonly push?: PushSubscriptions | undefined;
  readonly proofs: DeviceProofs;
  /** Whether newcomers are kept out and everyone is slowed down [P183]. */
  readonly raidUntil: Live<number | undefined>;
  /** What the server keeps at most. */
  readonly retention: Live<Retention>;
  readonly newcomerWritesFrom?: NewcomerWritesFrom;
  /** The way to the other nodes; missing where this is the only one. */
  readonly bus?: Bus | undefined;
  /** Whether what is known of memberships is of now; missing where it always is. */
  readonly isCurrent?: (() => boolean) | undefined;
}

/** Attempts with a password that wait for an earlier one of the same guesser, or of the same user who sets one. */
const ATTEMPTS_WAITING_MAX = 250;

/** Puts together what every transport needs: the domain, the requests and the gateway over a storage. */
export function createCore({
  storage,
  pictures,
  clock,
  log,
  load,
  costs,
  messagesPerSecond,
  uploadBytesMax,
  push,
  proofs,
  raidUntil,
  retention,
  newcomerWritesFrom,
  bus,
  isCurrent,
}: CoreOptions) {
  const accounts = new Accounts(storage, clock, newcomerWritesFrom);
  const delays = new GuessDelays(clock);
  const passwordAccounts = new PasswordAccounts({
    ...{ storage, clock, proofs },
    passwords: new Passwords(new FairQueue(hashingLimits), new HashingThreads()),
    delays,
    turns: new KeyedConcurrencyLimit({ atOnceMax: 1, waitingMax: ATTEMPTS_WAITING_MAX }),
  });
  const identityAccounts = new IdentityAccounts(storage, clock);
  const conversations = new Conversations(storage, clock, pictures);
  const inviteLinks = new InviteLinks(storage, clock);
  const moderation = new Moderation(storage, clock);
  const presence = new Presence(clock);
  const typing = new Typing(clock);
  const peers = new Peers(presence);
  const readersFeed = new ReadersFeed(storage, log);
  const presenceFeed = new PresenceFeed(presence, typing, readersFeed);
  const broadcasts = new Broadcasts(presenceFeed);
  const recentFrames = new RecentFrames();
  const catchUp = new CatchUp(storage, recentFrames, log);
  const fanOut = new FanOut(recentFrames, (subscription) => catchUp.add(subscription), costs);
  const paces = paceLimiters(messagesPerSecond, clock);
  const raidPace = new RaidPace({
    clock,
    isRaid: () => raidUntil() !== undefined,
    isStaff: async (userId) => (await storage.findAccount(userId)).serverRole !== "member",
  });
  // The gateway comes later: it needs the requests.
  const bots = new Bots({ storage, clock, endSession: (...ended) => gateway.endSession(...ended) });
  const requests = new Requests({
    bots,
    ...{
      profiles: new Profiles(storage, clock, pictures),
      conversations,
      moderation,
      inviteLinks,
      presence,
      broadcasts,
      load,
      push,
    },
    ...{ messages: new Messages(storage, clock), messageChanges: new MessageChanges(storage, clock) },
    ...paces,
    raidPace,
    isCurrent,
    receiverCount: (conversationId) => fanOut.subscriberCount(conversationId),
  });
  const endedSessions = new EndedSessions(clock);
  const peerFeed = new PeerFeed(peers, fanOut);
  if (isCurrent !== undefined) for (const feed of [presenceFeed, peerFeed]) feed.isCurrent = isCurrent;
  const greeting = new Greeting({
    endedSessions,
    accounts,
    conversations,
    presence,
    peers,
    peerFeed,
    fanOut,
    catchUp,
    epoch: storage.epoch,
    uploadBytesMax,
    raidUntil,
    retention,
    pushKey: push?.publicKey,
    messagesPerSecond,
    clock,
    log,
  });
  const gateway: Gateway = new Gateway({
    endedSessions,
    greeting,
    dispatch: createDispatchTable({
      ...{ presence, presenceFeed, catchUp },
      maySpeak: (actorId, conversationId) => storage.maySpeak({ actorId, conversationId, at: clock.now() }),
    }),
    ...{ accounts, presence, presenceFeed, readersFeed, fanOut, catchUp, requests, clock, log, load, messagesPerSecond },
    ...{ peers, peerFeed },
  });
  const userConnections = new UserConnections(fanOut, clock);
  const sharedLimits = { ...paces, raid: raidPace.limiter, addresses: load.sharedAddresses };
  const nodes =
    bus === undefined
      ? soleNode
      : shareNodes({
          ...{ bus, clock, presence, presenceFeed, broadcasts, peers, gateway, greeting, userConnections, delays },
          limits: sharedLimits,
        });
  const people = new People({ storage, clock, log, endSession: (...ended) => gateway.endSession(...ended) });
  const everyone = new Everyone(gateway.connections, fanOut);
  const retentionKeeper = new RetentionKeeper({
    ...{ storage, clock, log, retention },
    onTrimmed: (frame) => everyone.tellMembers(frame.conversationId, frame),
  });
  return {
    nodes,
    userConnections,
    everyone,
    retentionKeeper,
    accounts,
    passwordAccounts,
    identityAccounts,
    people,
    bots,
    endedSessions,
    conversations,
    moderation,
    inviteLinks,
    presence,
    requests,
    paces,
    gateway,
  };
}
