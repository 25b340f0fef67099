import type { Clock } from "../../../clock.ts";
import { Accounts } from "../../accounts/accounts.ts";
import { Conversations } from "../../conversations/conversations.ts";
import { Load } from "../../limits/load.ts";
import type { Log } from "../../log.ts";
import { Messages } from "../../messages/messages.ts";
import { Presence } from "../../presence/presence.ts";
import { Typing } from "../../presence/typing.ts";
import { paceLimiters } from "../../requests/context.ts";
import { Requests } from "../../requests/requests.ts";
import type { Storage } from "../../storage/storage.ts";
import { CatchUp } from "../catch-up.ts";
import { createDispatchTable } from "../dispatch.ts";
import { FanOut } from "../fan-out.ts";
import { Gateway } from "../gateway.ts";
import { Greeting } from "../greeting.ts";
import { PresenceFeed } from "../presence-feed.ts";
import { RecentFrames } from "../recent-frames.ts";

interface TestGatewayOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
  /** 0, unless told: no limit. */
  readonly messagesPerSecond?: number;
  readonly loadPerSecond?: number;
}

/** A gateway with the parts that it needs, put together as `server/main.ts` does. */
export function newGateway({ storage, clock, log, messagesPerSecond = 0, loadPerSecond = 0 }: TestGatewayOptions) {
  const accounts = new Accounts(storage, clock);
  const load = new Load({ perSecond: loadPerSecond, clock });
  const conversations = new Conversations(storage, clock);
  const presence = new Presence(clock);
  const typing = new Typing(clock);
  const presenceFeed = new PresenceFeed(presence, typing);
  const recentFrames = new RecentFrames();
  const catchUp = new CatchUp(storage, recentFrames, log);
  const fanOut = new FanOut(recentFrames, (subscription) => catchUp.add(subscription));
  const requests = new Requests({
    ...{ conversations, presence, load, messages: new Messages(storage, clock) },
    ...paceLimiters(messagesPerSecond, clock),
    receiverCount: (conversationId) => fanOut.subscriberCount(conversationId),
  });
  const gateway = new Gateway({
    greeting: new Greeting({ accounts, conversations, presence, fanOut, catchUp, epoch: storage.epoch, clock, log }),
    dispatch: createDispatchTable({ presence, typing, presenceFeed, catchUp }),
    ...{ accounts, presence, presenceFeed, fanOut, catchUp, requests, clock, log, load, messagesPerSecond },
  });
  return { gateway, accounts, conversations };
}
