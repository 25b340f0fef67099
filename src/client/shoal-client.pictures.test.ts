import { beforeEach, describe, expect, test } from "bun:test";
import type { ShoalClient } from "./shoal-client.ts";
import { ClientRig } from "./testing/client-rig.ts";
import type { FakeTransport } from "./testing/fake-transport.ts";
import { ann, at, events, room } from "./testing/frames.ts";

let rig: ClientRig;
let transport: FakeTransport;
let client: ShoalClient;

beforeEach(async () => {
  rig = await ClientRig.open();
  ({ transport, client } = rig);
});

describe("pictures", () => {
  test("[P74] [P120a] are asked of a server that has them, and of no other", async () => {
    rig.becomeLive({ features: [] });
    const picture = "f_face";
    for (const refused of [
      client.updateProfile({ picture }),
      client.createRoom({ name: "reef", picture }),
      client.describeRoom("r_reef", { picture: "" }),
    ]) {
      expect(await refused.catch(({ code }: { code: string }) => code)).toBe("unsupported");
    }
    expect(rig.takeSent()).toEqual([]);
    client.updateProfile({ tone: 3 }).catch(() => {});
    rig.comeBack({ features: ["pictures"] });
    rig.takeSent();
    client.updateProfile({ picture }).catch(() => {});
    expect(rig.takeSent()).toMatchObject([{ type: "update-profile", picture }]);
  });

  test("[P121a] [P121b] are those of the newest event, and are gone when they were removed", () => {
    const lobby = { ...room("lobby"), picture: "f_old", emoji: "🐠" };
    rig.becomeLive({ conversations: [lobby] });
    const change = { at, type: "room", by: ann } as const;
    transport.channel.say(events("lobby", 0, { ...change, seq: 1, picture: "f_new" }));
    expect(client.conversations.get("lobby")).toMatchObject({ picture: "f_new", emoji: "🐠" });
    transport.channel.say(events("lobby", 1, { ...change, seq: 2, picture: "" }));
    expect(client.conversations.get("lobby")).not.toHaveProperty("picture");
    const profile = { at, type: "profile" } as const;
    transport.channel.say(events("lobby", 2, { ...profile, seq: 3, by: { ...ann, picture: "f_face" } }));
    expect(client.personOf(ann)).toEqual({ ...ann, picture: "f_face" });
    transport.channel.say(events("lobby", 3, { ...profile, seq: 4, by: ann }));
    expect(client.personOf({ ...ann, picture: "f_face" })).toEqual(ann);
  });
});
