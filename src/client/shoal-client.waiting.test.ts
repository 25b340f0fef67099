import { beforeEach, expect, test } from "bun:test";
import { ShoalClient } from "./shoal-client.ts";
import { ClientRig } from "./testing/client-rig.ts";
import { events, messages } from "./testing/frames.ts";

let rig: ClientRig;
let client: ShoalClient;

beforeEach(async () => {
  rig = await ClientRig.open();
  ({ client } = rig);
});

test("once gives the next event of its type, and off ends what on began", async () => {
  const heard: string[] = [];
  const hear = ({ event }: { event: { text: string } }): number => heard.push(event.text);
  client.on("message", hear);
  rig.becomeLive();
  const next = client.once("message");
  const [first, second] = messages(11, 12);
  if (first === undefined || second === undefined) throw new Error("There are two messages.");
  rig.transport.channel.say(events("lobby", 10, first));
  client.off("message", hear);
  rig.transport.channel.say(events("lobby", 11, second));
  expect(await next).toMatchObject({ conversationId: "lobby", event: { seq: 11 } });
  expect(heard).toHaveLength(1);
});

test("waiting ends with its signal, and with the client: by the error that closed it", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const waiting = [client.ready({ signal }), client.once("message", { signal }), client.history("lobby", { signal })];
  const outcomes = Promise.allSettled(waiting);
  controller.abort("enough");
  expect(await outcomes).toEqual(waiting.map(() => ({ status: "rejected", reason: "enough" })));

  const message = client.once("message");
  const closed = client.once("closed");
  rig.becomeLive();
  rig.transport.channel.drop(4501);
  await expect(message).rejects.toMatchObject({ code: "signed-out" });
  expect(await closed).toMatchObject({ code: "signed-out" });
  await expect(client.once("message")).rejects.toMatchObject({ code: "signed-out" });
});

test("a signal is for the client: no request takes it to the server", async () => {
  rig.becomeLive();
  const { signal } = new AbortController();
  const requests = [
    client.history("lobby", { limit: 5, signal }),
    client.edit("lobby", 3, "better", { signal }),
    client.delete("lobby", 3, { reason: "spam", signal }),
    client.react("lobby", 3, "👍", { signal }),
    client.mentions({ signal }),
    client.search("plan", { limit: 5, signal }),
    client.createRoom({ name: "reef" }, { signal }),
    client.createInviteLink("lobby", { usesMax: 1, signal }),
    client.rooms({ query: "reef", signal }),
    client.members("lobby", { signal }),
    client.updateProfile({ tone: 3 }, { signal }),
    client.watch("lobby", { signal }),
    client.moderation.mute("lobby", "u_ben", { seconds: 60, signal }),
    client.moderation.lowerHand("lobby", { isOfAll: true, signal }),
  ];
  const outcomes = Promise.allSettled(requests);
  const sent = rig.takeSent();
  expect(sent).toHaveLength(requests.length);
  expect(sent.filter((frame) => "signal" in frame)).toEqual([]);
  client.close();
  for (const { status } of await outcomes) expect(status).toBe("rejected");
});

test("a block that ends closes the client that it holds", () => {
  let held: ShoalClient;
  {
    using other = new ShoalClient("http://shoal.test", { transport: rig.transport, clock: rig.clock });
    held = other;
    expect(held.state).toBe("connecting");
  }
  expect(held.state).toBe("closed");
});
