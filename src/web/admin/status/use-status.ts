import { effect, untracked } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { systemClock } from "../../../client/index.ts";
import type { ServerStatus } from "../../../protocol/admin.ts";
import { useRequest } from "../../forms/use-request.ts";
import { isVisible } from "../../state/environment.ts";
import { run } from "../command.ts";
import { takeRaid } from "../raid-state.ts";

const ASK_EVERY_MS = 4_000;

interface StatusView {
  readonly status: ServerStatus | undefined;
  readonly problem: string | undefined;
}

/** How the server is doing, again and again while the page is seen. A slow answer is waited for before the next question. */
export function useStatus(): StatusView {
  const { problem, load } = useRequest();
  const [status, setStatus] = useState<ServerStatus | undefined>(undefined);

  useEffect(() => {
    let isGone = false;
    let isAsking = false;
    const ask = (): void => {
      if (isAsking) return;
      isAsking = true;
      load(async () => {
        try {
          const answer = await run("status", {});
          takeRaid(answer.raid);
          if (!isGone) setStatus(answer);
        } finally {
          isAsking = false;
        }
      });
    };
    const stop = effect(() => {
      if (!isVisible.value) return undefined;
      untracked(ask);
      return systemClock.every(ASK_EVERY_MS, ask);
    });
    return () => {
      isGone = true;
      stop();
    };
  }, []);

  return { status, problem };
}
