import { MeasuredPage } from "./measured-page.ts";
import type { Stage } from "./stage.ts";

const SLOWDOWN = 4;

export async function measureLoading({ browser, server, filled, plan }: Stage) {
  const [typing, typingThread, messages]: [number[], number[], number[]] = [[], [], []];
  const [signIn, signInThread]: [number[], number[]] = [[], []];
  for (let visit = 0; visit < plan.visits; visit += 1) {
    await using signedIn = await MeasuredPage.open(browser, server, { token: filled.readerToken, slowdown: SLOWDOWN });
    typing.push(await signedIn.firstPaint("composer"));
    typingThread.push(await signedIn.threadMs());
    messages.push(await signedIn.firstPaint("message"));
    await using visitor = await MeasuredPage.open(browser, server, { slowdown: SLOWDOWN });
    signIn.push(await visitor.firstPaint("signIn"));
    signInThread.push(await visitor.threadMs());
  }
  return {
    ...{ signInMs: Math.min(...signIn), signInThreadMs: Math.min(...signInThread) },
    ...{ typeMs: Math.min(...typing), typeThreadMs: Math.min(...typingThread), messagesMs: Math.min(...messages) },
  };
}
