import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { operate } from "../support/administration.ts";
import { eventually, pause } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { PlainClient } from "../support/plain-client.ts";
import { startTestServer } from "../support/test-server.ts";

test("[P177] [P179f] a guest of a plain socket who is muted or banned writes nothing on any of its addresses, and hears nothing after the ban", async () => {
  await using server = await startTestServer();
  using ann = await enter(server.url, "ann");
  for (const [index, path] of ["/ws/", "/conn/ws/", "/conn_ws/"].entries()) {
    const nickname = `mallory${index}`;
    using socket = await PlainClient.open(server.url, path + nickname);
    const { id: userId } = await eventually(() => ann.lookUp(nickname));
    const say = (text: string, to: string) =>
      socket.say(path === "/ws/" ? { to_user: to, msg: text } : { from_user: nickname, to_user: to, message: text });
    await operate(server.dataFolder, "mute", { userId });
    say("muted to ann", "ann");
    if (path !== "/conn_ws/") say("muted to all", "");
    const refusals = path === "/conn_ws/" ? 1 : 2;
    await eventually(() => expect(socket.received.join().split('"muted"')).toHaveLength(1 + refusals));
    await operate(server.dataFolder, "unmute", { userId });
    for (let count = 0; count < 900; count += 1) say(`flood ${count}`, "ann");
    const heard = () =>
      [...ann.events.values()].flat().filter((event) => event.type === "message" && event.by.id === userId).length;
    await eventually(() => expect(heard()).toBeGreaterThan(0));
    await operate(server.dataFolder, "ban", { userId });
    const direct = [...ann.events.keys()].find((id) => id.startsWith("d_")) ?? "";
    await eventually(() => expect(socket.closed?.code).toBe(4508));
    const [heardByAnn, heardByMallory] = [heard(), socket.received.length];
    await ann.client.send(LOBBY_ID, "after the ban");
    await pause(300); // what is not done any more would be done by now
    expect(heard() - heardByAnn).toBeLessThan(5);
    expect(socket.received).toHaveLength(heardByMallory);
    expect([...ann.texts(LOBBY_ID), ...ann.texts(direct)].join()).not.toContain("muted to");
    await expect(PlainClient.open(server.url, path + nickname)).rejects.toThrow();
  }
}, 60_000);
