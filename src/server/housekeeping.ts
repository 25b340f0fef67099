import type { Clock } from "../clock.ts";
import { VISIT_TOUCH_INTERVAL_MS } from "./accounts/accounts.ts";
import type { createCore } from "./core.ts";
import type { createFiles } from "./files/files.ts";
import type { Log } from "./log.ts";
import { Repeated } from "./repeated.ts";

interface HousekeepingOptions {
  readonly core: ReturnType<typeof createCore>;
  readonly files: ReturnType<typeof createFiles>;
  readonly clock: Clock;
  readonly log: Log;
}

const TIDY_INTERVAL_MS = 60 * 60 * 1000;
const ERASURE_INTERVAL_MS = 60 * 1000;

/** What the server does on its own, one piece after the other. A piece that fails is tried again when it is due. */
export class Housekeeping {
  readonly #parts: HousekeepingOptions;
  readonly #work: Repeated;

  constructor(parts: HousekeepingOptions) {
    this.#parts = parts;
    this.#work = new Repeated(parts.clock, (error) => parts.log.error("housekeeping failed", error));
  }

  start(): void {
    const { core, files } = this.#parts;
    // A piece of its own: files can be away while the storage is there.
    this.#work.every(TIDY_INTERVAL_MS, () => files.housekeeping.tidy());
    this.#work.every(TIDY_INTERVAL_MS, async () => {
      await core.people.expireAudit();
      core.retentionKeeper.trimSoon({ isHourly: true });
    });
    this.#work.every(VISIT_TOUCH_INTERVAL_MS, () => this.#keepSessions());
    this.#work.every(ERASURE_INTERVAL_MS, async () => {
      core.people.eraseSoon();
      await this.#eraseRooms();
    });
    // What a kill has left.
    this.#work.now(() => files.housekeeping.tidy());
    this.eraseRoomsSoon();
    core.people.eraseSoon();
    core.retentionKeeper.trimSoon();
  }

  eraseRoomsSoon(): void {
    this.#work.now(() => this.#eraseRooms());
  }

  /** Begins nothing more. */
  cancel(): void {
    this.#work.cancel();
  }

  /** When all that was due is done. */
  ended(): Promise<void> {
    return this.#work.ended();
  }

  async #eraseRooms(): Promise<void> {
    const { core, files } = this.#parts;
    await core.conversations.clearDeletedRooms();
    await core.conversations.eraseEmptyRooms();
    await files.housekeeping.deleteDoomed();
  }

  /** Who is connected is here, also after the machine has slept; guests without a session free their nicknames. */
  async #keepSessions(): Promise<void> {
    const { gateway, accounts, moderation } = this.#parts.core;
    await gateway.visitAll();
    await accounts.retireGuests();
    await moderation.forgetEndedRestrictions();
  }
}
