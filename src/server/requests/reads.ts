import { ShoalError } from "../../protocol/errors.ts";
import { KeyedConcurrencyLimit } from "../limits/keyed-concurrency-limit.ts";
import { type Load, READ_COST } from "../limits/load.ts";
import type { Actor, ReadGate } from "./actor.ts";

/** Pages that one user is read at a time, and how many more may wait [P19]. */
const READS_AT_ONCE_MAX = 4;
const READS_WAITING_MAX = 1_000;

/** What clients read on request: a few pages at a time for a user, and none for a client that does not take its answers. */
export class Reads {
  readonly #load: Load;
  readonly #limit = new KeyedConcurrencyLimit({ atOnceMax: READS_AT_ONCE_MAX, waitingMax: READS_WAITING_MAX });

  constructor(load: Load) {
    this.#load = load;
  }

  /** `answer` is called before the next read of the user begins: the gate knows of it then. Throws `rate-limited`, and what `read` throws. */
  async run<Answer>(actor: Actor, gate: ReadGate, read: () => Promise<Answer>, answer: (answer: Answer) => void): Promise<void> {
    let isDone = false;
    while (!isDone) {
      await gate.untilTaken();
      await this.#limit.run(actor.userId, async () => {
        // While it waited for its turn, others may have filled the connection up, or it was closed.
        if (gate.isHoldingReads) return;
        isDone = true;
        if (!gate.isOpen) throw new ShoalError("unavailable");
        // The cost of the earlier pages is known only now.
        this.#load.work(actor, READ_COST);
        answer(await read());
      });
    }
  }
}
