import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/client/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestServer } from "../../support/test-server.ts";
import type { Subject } from "./subject.ts";

export function settingsRules({ enter, create }: Subject): void {
  test("[P100a] [P100d] [P101] the settings of a conversation are the same on every device of its user, and nobody else's", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using phone = await ann.onAnotherDevice({ transport: create(server.url) });
    const { id } = await ben.client.createRoom({ name: "reef" });
    await ann.client.join(id);
    const devicesHave = async (settings: object | undefined) => {
      for (const { client } of [ann, phone])
        await eventually(() => expect(client.conversations.get(id)?.settings).toEqual(settings as never));
    };
    await phone.client.configure(id, { isPinned: true, notify: "mentions" });
    await ann.client.configure(id, { isMarkedUnread: true });
    await devicesHave({ isPinned: true, notify: "mentions", isMarkedUnread: true });
    using later = await ann.inAnotherTab({ transport: create(server.url) });
    expect(later.client.conversations.get(id)?.settings).toEqual({ isPinned: true, notify: "mentions", isMarkedUnread: true });
    expect(ben.client.conversations.get(id)?.settings).toBeUndefined();

    const { seq } = await ben.client.send(id, "hello");
    await eventually(() => expect(phone.texts(id)).toEqual(["hello"]));
    phone.client.markRead(id, seq);
    await devicesHave({ isPinned: true, notify: "mentions" });
    await ben.client.send(id, "again");
    await ben.client.send(LOBBY_ID, "here, too");
    await eventually(() => expect(ann.texts(LOBBY_ID)).toEqual(["here, too"]));
    await ann.client.readAll();
    await ann.client.readAll();
    for (const { client } of [ann, phone]) {
      await eventually(() => {
        for (const each of client.conversations.values()) expect(each.readMessageCount).toBe(each.messageCount);
      });
    }
    expect(await codeOf(ben.client.configure("r_nowhere", { isPinned: true }))).toBe("not-found");
    await ann.client.leave(id);
    expect(await codeOf(ann.client.configure(id, { isPinned: true }))).toBe("not-found");
    await ann.client.join(id);
    await eventually(() => expect(phone.client.conversations.get(id)).toMatchObject({ name: "reef" }));
    await devicesHave(undefined);
  });
}

async function codeOf(refused: Promise<unknown>): Promise<unknown> {
  return await refused.then(
    () => "it was not refused",
    ({ code }) => code,
  );
}
