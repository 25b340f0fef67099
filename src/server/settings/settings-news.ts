/** Settings or banned networks that changed at another node are read again: once for all news that come meanwhile. */
export class SettingsNews {
  readonly #reread: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #isReading = false;
  #isDue = false;

  constructor(reread: () => Promise<void>, onError: (error: unknown) => void) {
    this.#reread = reread;
    this.#onError = onError;
  }

  /** May be told as often as one likes, also where nothing changed. */
  changedElsewhere(): void {
    this.#isDue = true;
    if (this.#isReading) return;
    this.#isReading = true;
    this.#run()
      .catch(this.#onError)
      .finally(() => {
        this.#isReading = false;
      });
  }

  async #run(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      await this.#reread();
    }
  }
}
