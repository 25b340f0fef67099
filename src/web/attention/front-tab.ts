import { effect } from "@preact/signals";
import { isAttentive } from "../state/environment.ts";
import { recall, remember } from "../state/local-storage.ts";

const KEY = "front-tab";

/** Of several tabs the one that was in front last speaks for all. */
export class FrontTab {
  readonly #id = Math.random().toString(36).slice(2);

  /** The result stops it: another tab may speak. */
  follow(): () => void {
    const stopClaiming = effect(() => {
      if (isAttentive.value) remember(KEY, this.#id);
    });
    const giveUp = (): void => {
      if (recall(KEY) === this.#id) remember(KEY, undefined);
    };
    window.addEventListener("pagehide", giveUp);
    return () => {
      stopClaiming();
      window.removeEventListener("pagehide", giveUp);
      giveUp();
    };
  }

  get speaks(): boolean {
    if (recall(KEY) === undefined) remember(KEY, this.#id);
    return recall(KEY) === this.#id;
  }
}
