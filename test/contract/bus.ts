import { describe, expect, test } from "bun:test";
import { BUS_MESSAGE_BYTES_MAX, type Bus, subjects } from "../../src/server/bus/bus.ts";
import { eventually, pause } from "../support/eventually.ts";
import type { RecordedLog } from "../support/recorded-log.ts";

/** What carries messages between buses of one cluster. Goes away with all of them. */
export interface BusPlace extends AsyncDisposable {
  /** The log of all its buses. */
  readonly log: RecordedLog;
  /** Another node, which may not be connected yet. */
  open(): Bus;
  /** Ends all connections, and lets none begin. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** What `src/server/bus/bus.ts` promises: every implementation passes this suite. */
export function busContract(name: string, newPlace: () => Promise<BusPlace>): void {
  describe(name, () => {
    test("a message reaches every other node's subscribers of its subject, and says which node sent it", async () => {
      await using place = await newPlace();
      const [ann, ben, cleo] = await openAll(place, 3);
      const heard = [ann, ben, cleo].map((bus) => [listenTo(bus), listenTo(bus)]);
      const others = listenTo(ben, "limits");
      ann.publish("typing", "one");
      ann.publish("typing", "二 😀 \u2028 \\n");
      await eventually(() =>
        expect(heard.slice(1).flat().map(sorted)).toEqual(
          Array(4).fill(sorted([`${ann.nodeId} one`, `${ann.nodeId} 二 😀 \u2028 \\n`])),
        ),
      );
      expect([heard[0], others]).toEqual([[[], []], []]);
    });

    test("no node ever hears its own messages, and no two have one id", async () => {
      await using place = await newPlace();
      const [ann, ben] = await openAll(place, 2);
      const [ofAnn, ofBen] = [listenTo(ann), listenTo(ben)];
      ann.publish("typing", "of ann");
      ben.publish("typing", "of ben");
      await eventually(() => expect([ofAnn, ofBen]).toEqual([[`${ben.nodeId} of ben`], [`${ann.nodeId} of ann`]]));
      expect(ann.nodeId).not.toBe(ben.nodeId);
    });

    test("each subject has subscribers of its own", async () => {
      await using place = await newPlace();
      const [ann, ben] = await openAll(place, 2);
      const heard = subjects.map((subject) => listenTo(ben, subject));
      for (const subject of subjects) ann.publish(subject, `about ${subject}`);
      await eventually(() => expect(heard).toEqual(subjects.map((subject) => [`${ann.nodeId} about ${subject}`])));
    });

    test("a subscription ends when its subscriber says so, and the others go on", async () => {
      await using place = await newPlace();
      const [ann, ben] = await openAll(place, 2);
      const ended: string[] = [];
      const listener = (text: string): void => {
        ended.push(text);
        unsubscribe();
      };
      const unsubscribe = ben.subscribe("typing", listener);
      // The same function once more is another subscription.
      const again: string[] = [];
      ben.subscribe("typing", (text) => again.push(text));
      const heard = listenTo(ben);
      await told(ann, heard, "one");
      await told(ann, heard, "two");
      unsubscribe();
      expect([ended, again]).toEqual([["one"], ["one", "two"]]);
    });

    test("a listener that throws ends nothing, and the log has its error", async () => {
      await using place = await newPlace();
      const [ann, ben] = await openAll(place, 2);
      ben.subscribe("typing", (text) => {
        throw new Error(`no to ${text}`);
      });
      const heard = listenTo(ben);
      await told(ann, heard, "one");
      await told(ann, heard, "two");
      expect(place.log.messages("error")).toEqual(Array(2).fill("a message of the bus could not be handled"));
    });

    test("the largest message passes whole, and many of them; a larger one is a programmer's error", async () => {
      await using place = await newPlace();
      const [ann, ben] = await openAll(place, 2);
      const heard = new Set<string>();
      ben.subscribe("presence", (text) => heard.add(text));
      const texts = Array.from({ length: 50 }, (_, index) => `${index} ${'字"'.repeat(2_000)}`.slice(0, 3_400));
      const largest = "€".repeat(BUS_MESSAGE_BYTES_MAX / 3) + "x".repeat(BUS_MESSAGE_BYTES_MAX % 3);
      for (const text of [...texts, largest]) ann.publish("presence", text);
      await eventually(() => expect(heard.size).toBe(51));
      expect(heard).toEqual(new Set([...texts, largest]));
      for (const text of [`${largest}x`, "\0", "\ud83d"])
        expect(() => ann.publish("presence", text)).toThrow("A message of the bus");
    });

    test("of equal messages that are published at once each arrives", async () => {
      await using place = await newPlace();
      const [ann, ben] = await openAll(place, 2);
      const heard = listenTo(ben, "limits");
      const text = "x".repeat(3_000);
      for (let count = 0; count < 40; count += 1) ann.publish("limits", text);
      await eventually(() => expect(heard).toHaveLength(40));
    });

    test("during an outage nothing throws and messages are lost; after it the node is told, and messages pass again", async () => {
      await using place = await newPlace();
      const [ann, ben] = await openAll(place, 2);
      const heard = listenTo(ben);
      const returns = { ann: 0, ben: 0 };
      ann.onReconnect(() => {
        returns.ann += 1;
      });
      ben.onReconnect(() => {
        returns.ben += 1;
        throw new Error("no");
      });
      await told(ann, heard, "before");
      await place.cut();
      await eventually(() => expect([ann.isConnected, ben.isConnected]).toEqual([false, false]));
      for (let count = 0; count < 10_000; count += 1) ann.publish("typing", `lost ${count}`);
      expect(returns).toEqual({ ann: 0, ben: 0 });
      await place.mend();
      await eventually(() => expect(returns).toEqual({ ann: 1, ben: 1 }), 20_000);
      await told(ann, heard, "after");
      expect(heard).toEqual([`${ann.nodeId} before`, `${ann.nodeId} after`]);
      expect(place.log.messages("error")).toEqual(["a return of the bus could not be handled"]);
    });

    test("a node that closes is heard to the last, and then neither hears nor speaks", async () => {
      await using place = await newPlace();
      const [ann, ben, cleo] = await openAll(place, 3);
      const [ofAnn, ofBen] = [listenTo(ann), listenTo(ben)];
      ann.publish("nodes", "not this");
      const goodbyes = listenTo(cleo, "nodes");
      ben.publish("nodes", "goodbye");
      await ben.close();
      await ben.close();
      await eventually(() => expect(goodbyes).toContain(`${ben.nodeId} goodbye`));
      ben.publish("typing", "too late");
      ann.publish("typing", "to a closed one");
      await told(cleo, ofAnn, "end");
      await eventually(() => expect(ben.isConnected).toBe(false));
      expect([ofAnn, ofBen]).toEqual([[`${cleo.nodeId} end`], []]);
    });
  });
}

/** Until all of them hear each other. */
async function openAll(place: BusPlace, count: 2): Promise<[Bus, Bus]>;
async function openAll(place: BusPlace, count: 3): Promise<[Bus, Bus, Bus]>;
async function openAll(place: BusPlace, count: number): Promise<Bus[]> {
  const buses = Array.from({ length: count }, () => place.open());
  await eventually(() => expect(buses.map(({ isConnected }) => isConnected)).toEqual(buses.map(() => true)));
  return buses;
}

/** What a new subscriber hears, with the node that it is from. */
function listenTo(bus: Bus, subject: (typeof subjects)[number] = "typing"): string[] {
  const heard: string[] = [];
  bus.subscribe(subject, (text, fromNodeId) => heard.push(`${fromNodeId} ${text}`));
  return heard;
}

async function told(bus: Bus, heard: readonly string[], text: string): Promise<void> {
  bus.publish("typing", text);
  await eventually(() => expect(heard).toContain(`${bus.nodeId} ${text}`));
  await pause(0);
}

function sorted(texts: readonly string[]): string[] {
  return texts.toSorted();
}
