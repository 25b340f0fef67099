import * as v from "valibot";
import { type LabFrameMessage, labEnd, labGreeting, labObservers, labPushEvent } from "../../../protocol/lab.ts";

const frameMessage = v.variant("event", [
  v.object({ event: v.literal("lab"), data: labGreeting }),
  v.object({ event: v.literal("observers"), data: labObservers }),
  v.object({ event: v.literal("push"), data: labPushEvent }),
  v.object({ event: v.literal("end"), data: labEnd }),
]);

/** What came by `postMessage`, where it is an event of the lab that this page knows. */
export function readFrameMessage(data: unknown): LabFrameMessage | undefined {
  const result = v.safeParse(frameMessage, data);
  return result.success ? result.output : undefined;
}
