import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { PersonCard } from "../../protocol/frames/profiles.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";
import type { Storage } from "../storage/storage.ts";
import { visibleText } from "../visible-text.ts";
import { readNickname } from "./nickname.ts";
import type { Pictures } from "./pictures.ts";

interface Changes {
  readonly nickname?: string | undefined;
  readonly tone?: number | undefined;
  readonly status?: string | undefined;
  /** An upload; empty removes it. */
  readonly picture?: string | undefined;
}

/** What users tell of themselves, and whom they do not want to hear from [P110–P112, P120]. */
export class Profiles {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #pictures: Pictures;

  constructor(storage: Storage, clock: Clock, pictures: Pictures) {
    this.#storage = storage;
    this.#clock = clock;
    this.#pictures = pictures;
  }

  /** Throws `nickname-invalid`, `nickname-taken`, `status-invalid`, `rate-limited`, `file-not-found`, and what `Pictures.make` throws. */
  async update(user: Person, { nickname, tone, status, picture }: Changes): Promise<void> {
    const at = this.#clock.now();
    const change = {
      userId: user.id,
      ...(nickname !== undefined && { nickname: readNickname(nickname) }),
      ...(tone !== undefined && { tone }),
      ...(status !== undefined && { status: readStatus(status) }),
      ...(picture !== undefined && { picture }),
      at,
      expiredBefore: at - limits.guestLifetimeMs,
    };
    const store = (): Promise<void> => this.#storage.updateProfile(change);
    await (picture ? this.#pictures.make(picture, user.id, store) : store());
  }

  /** Throws `not-found`. */
  async card(
    asker: Person,
    userId: string,
    isOnline: (userId: string) => boolean,
  ): Promise<Omit<PersonCard, "type" | "requestId">> {
    const { rooms, ...record } = await this.#storage.findPerson(userId, asker.id);
    return { ...record, rooms: [...rooms], isOnline: isOnline(userId) };
  }

  /** Throws `not-found`, `not-allowed`, `too-many-blocks`. */
  block(user: Person, blockedId: string): Promise<void> {
    return this.#storage.block(user.id, blockedId, this.#clock.now());
  }

  /** Throws `not-found`. */
  unblock(user: Person, blockedId: string): Promise<void> {
    return this.#storage.unblock(user.id, blockedId, this.#clock.now());
  }
}

function readStatus(raw: string): string {
  if (raw.trim() === "") return "";
  const status = visibleText(raw, { characters: limits.statusCharactersMax, bytes: limits.statusBytesMax });
  if (status === undefined) throw new ShoalError("status-invalid");
  return status;
}
