import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import {
  adminLimits,
  type RaidState,
  type SettingName,
  type Settings,
  settings as settingsSchema,
} from "../../protocol/admin.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { Retention } from "../../protocol/retention.ts";
import type { Pictures } from "../accounts/pictures.ts";
import type { RegistrationRules } from "../accounts/registration.ts";
import type { Config, FixedBy } from "../config.ts";
import type { SettingsRecords, StoredSettings } from "../storage/settings-records.ts";
import { visibleParagraph, visibleText } from "../visible-text.ts";

interface LiveSettingsOptions {
  readonly storage: SettingsRecords;
  readonly pictures: Pictures;
  readonly clock: Clock;
  /** What the operator chose at the start. */
  readonly config: Pick<Config, keyof FixedBy | "fixedBy">;
}

/** A missing one stays. The picture is an upload of the actor's, or empty. */
export type SettingsChange = { readonly [Name in SettingName]?: Settings[Name] | undefined };

/** Whose doing it is: a user's, or the operator's. */
type ActorId = string | undefined;

const RAID_UNTIL = "raidUntil";
const MINUTE_MS = 60_000;
const RAID_MINUTES = 60;

/**
 * What administrators change while the server runs [P182]. Everything that a setting decides asks here, each time. What the operator fixed at the start
 * wins over what is stored.
 */
export class LiveSettings implements RegistrationRules {
  readonly #options: LiveSettingsOptions;
  #values: Settings;
  #raidUntil = 0;
  #takenCount = 0;
  /** Called for each change that was made here, so that other nodes read it. */
  onChange: () => void = () => {};

  private constructor(options: LiveSettingsOptions, stored: StoredSettings) {
    this.#options = options;
    this.#values = chosen(options.config);
    this.#take(stored);
  }

  static async open(options: LiveSettingsOptions): Promise<LiveSettings> {
    return new LiveSettings(options, await options.storage.readSettings());
  }

  get values(): Settings {
    return this.#values;
  }

  get fixedBy(): FixedBy {
    return this.#options.config.fixedBy ?? {};
  }

  get registration(): Settings["registration"] {
    return this.#values.registration;
  }

  get areGuestsAllowed(): boolean {
    return this.#values.areGuestsAllowed;
  }

  /** By the wall clock: it survives a restart. */
  get raid(): RaidState {
    return this.#raidUntil !== 0 && this.#raidUntil > this.#options.clock.now()
      ? { isOn: true, until: this.#raidUntil }
      : { isOn: false };
  }

  get isRaid(): boolean {
    return this.raid.isOn;
  }

  /** In every conversation [P190]. */
  get retention(): Retention {
    return { days: this.#values.retentionDays, messages: this.#values.retentionMessages };
  }

  /** From then on a new guest writes; 0 is from the beginning. */
  newcomerWritesFrom(now: number): number {
    const { newcomerMinutes } = this.#values;
    return newcomerMinutes === 0 ? 0 : now + newcomerMinutes * MINUTE_MS;
  }

  /** Reads what is stored. What a change here stored meanwhile is newer. */
  async reload(): Promise<void> {
    for (;;) {
      const takenBefore = this.#takenCount;
      const stored = await this.#options.storage.readSettings();
      if (this.#takenCount === takenBefore) return this.#take(stored);
    }
  }

  /** Throws `not-allowed`, `setting-fixed`, `setting-invalid`, and for the picture what `Pictures` throws. */
  async change(actorId: ActorId, given: SettingsChange): Promise<void> {
    const { storage, pictures, clock } = this.#options;
    const { picture, ...changes } = cleaned(given);
    this.#requireFree(given);
    const change = { actorId, act: "set-settings", action: "change-settings", changes, picture, at: clock.now() } as const;
    // At once: what the storage answered before must not come after.
    const store = async () => this.#changed(await storage.changeSettings(change));
    const isPictured = picture !== undefined && picture !== "" && actorId !== undefined;
    await (isPictured ? pictures.make(picture, actorId, store) : store());
  }

  /** Throws `not-allowed`. */
  async setRaid(
    actorId: ActorId,
    { isOn, minutes = RAID_MINUTES }: { isOn: boolean; minutes?: number | undefined },
  ): Promise<void> {
    const { storage, clock } = this.#options;
    const at = clock.now();
    const until = isOn ? at + minutes * MINUTE_MS : null;
    this.#changed(
      await storage.changeSettings({ actorId, act: "raid", action: "stop-raid", changes: { [RAID_UNTIL]: until }, at }),
    );
  }

  /** Setting what is set anyway is no change. */
  #requireFree(given: SettingsChange): void {
    for (const name of Object.keys(this.fixedBy) as (keyof FixedBy)[]) {
      if (given[name] === undefined || given[name] === this.#values[name]) continue;
      throw new ShoalError("setting-fixed", {
        message: `\`${name}\` is fixed by ${this.fixedBy[name]} at the start of the server.`,
      });
    }
  }

  #changed(stored: StoredSettings): void {
    this.#take(stored);
    this.onChange();
  }

  /** What an older or newer version stored otherwise has its default. */
  #take(stored: StoredSettings): void {
    const { config, clock } = this.#options;
    this.#takenCount += 1;
    const known = Object.entries(settingsSchema.entries).flatMap(([name, schema]) => {
      const isFree = !Object.hasOwn(this.fixedBy, name) && stored[name] !== undefined;
      return isFree && v.is(schema, stored[name]) ? [[name, stored[name]]] : [];
    });
    this.#values = { ...chosen(config), ...Object.fromEntries(known) };
    const until = stored[RAID_UNTIL];
    const atMost = clock.now() + adminLimits.raidMinutesMax * MINUTE_MS;
    this.#raidUntil = typeof until === "number" ? Math.min(until, atMost) : 0;
  }
}

/** Where no administrator has chosen anything else. */
function chosen({
  registration,
  areGuestsAllowed,
  name,
  messagesPerSecond,
  uploadBytesMax,
}: LiveSettingsOptions["config"]): Settings {
  const fixed = { registration, areGuestsAllowed, name, messagesPerSecond, uploadBytesMax };
  return { ...fixed, welcome: "", newcomerMinutes: 0, retentionDays: 0, retentionMessages: 0 };
}

/** Throws `setting-invalid`. */
function cleaned({ name, welcome, ...rest }: SettingsChange): SettingsChange {
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...(name !== undefined && { name: name === "" ? "" : required(visibleText(name, nameBounds)) }),
    ...(welcome !== undefined && { welcome: welcome === "" ? "" : required(visibleParagraph(welcome, welcomeBounds)) }),
  };
}

const nameBounds = { characters: adminLimits.serverNameCharactersMax, bytes: adminLimits.welcomeBytesMax };
const welcomeBounds = { characters: adminLimits.welcomeCharactersMax, bytes: adminLimits.welcomeBytesMax };

function required(text: string | undefined): string {
  if (text === undefined) throw new ShoalError("setting-invalid");
  return text;
}
