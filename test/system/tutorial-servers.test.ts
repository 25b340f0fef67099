import { beforeAll, describe, expect, test } from "bun:test";
import type { ChatServer } from "../../bench/articles/chat-servers.ts";
import { geventServer, shoalServer, tidyGeventServer, tornadoServer } from "../../bench/articles/chat-servers.ts";
import { measureLosses } from "../../bench/articles/losses.ts";
import { PlainMember } from "../../bench/articles/members.ts";
import { missingPython } from "../../bench/support/python.ts";
import { withServer } from "../../bench/support/server-process.ts";
import { eventually } from "../support/eventually.ts";

// The peers of the benchmark `articles`: they are the servers that tutorials teach, and lose what such servers lose.

const plan = { burst: 50, awayMs: 100, intervalMs: 20, members: 6 };
const missing = missingPython();
if (missing !== undefined) console.log(`Skipped. ${missing}`);

type Measured = Awaited<ReturnType<typeof measureLosses>>;

describe.skipIf(missing !== undefined)("beside the servers of tutorials", () => {
  let gevent: Measured;
  let tornado: Measured;
  let shoal: Measured;

  beforeAll(async () => {
    const chats = [geventServer, tornadoServer, shoalServer];
    const losses = await Promise.all(chats.map((chat) => measureLosses(chat, plan)));
    [gevent, tornado, shoal] = losses as [Measured, Measured, Measured];
  });

  test.each([geventServer, tidyGeventServer, tornadoServer])(
    "$name delivers a message to the group",
    async (chat: ChatServer) => {
      await withServer(chat.start(""), async ({ port }) => {
        const ann = await PlainMember.enter(port, chat.plainPath);
        const ben = await PlainMember.enter(port, chat.plainPath);
        ben.say("你好");
        await eventually(() => expect([ann.heard, ben.heard]).toEqual([["你好"], ["你好"]]));
        ann.close();
        ben.close();
      });
    },
  );

  test("what was acknowledged can be read after kill -9, and nothing of what only came back", () => {
    expect(shoal.killed.acknowledged).toBeGreaterThanOrEqual(plan.burst);
    expect(shoal.killed.readable).toBe(shoal.killed.acknowledged);
    for (const { killed } of [gevent, tornado]) {
      expect(killed.acknowledged).toBeGreaterThanOrEqual(plan.burst);
      expect(killed.readable).toBe(0);
    }
  });

  test("a client that comes back gets what it has missed, and elsewhere nothing of it", () => {
    expect(shoal.away).toEqual({ said: 5, got: 5 });
    expect(gevent.away).toEqual({ said: 5, got: 0 });
    expect(tornado.away).toEqual({ said: 5, got: 0 });
  });

  test("a dead socket harms no other, but for a list that keeps it", () => {
    const none = { others: 4, missedFirst: 0, missedSecond: 0, thrownOut: 0 };
    expect(shoal.deadSocket).toEqual(none);
    expect(tornado.deadSocket).toEqual(none);
    // Those behind it in the list, and then everybody; each sender is thrown out.
    expect(gevent.deadSocket).toEqual({ others: 4, missedFirst: 2, missedSecond: 4, thrownOut: 2 });
  });

  test("a false name is believed by the peers only", () => {
    const believed = [gevent, tornado, shoal].map(({ isFalseNameBelieved }) => isFalseNameBelieved);
    expect(believed).toEqual([true, true, false]);
  });
});
