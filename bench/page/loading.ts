import { MeasuredPage } from "./measured-page.ts";
import type { Stage } from "./stage.ts";

const SLOWDOWN = 4;

export async function measureLoading({ browser, server, filled, plan }: Stage) {
  const [typing, messages, signIn]: [number[], number[], number[]] = [[], [], []];
  for (let visit = 0; visit < plan.visits; visit += 1) {
    await using signedIn = await MeasuredPage.open(browser, server, { token: filled.readerToken, slowdown: SLOWDOWN });
    typing.push(await signedIn.firstPaint("composer"));
    messages.push(await signedIn.firstPaint("message"));
    await using visitor = await MeasuredPage.open(browser, server, { slowdown: SLOWDOWN });
    signIn.push(await visitor.firstPaint("signIn"));
  }
  return { typeMs: Math.min(...typing), messagesMs: Math.min(...messages), signInMs: Math.min(...signIn) };
}
