import type { StepSize } from "./target.ts";

/** Gathers items of one kind, and hands them over before they are too many. */
export class Batch<Item extends object> {
  readonly #size: StepSize;
  readonly #send: (items: readonly Item[]) => Promise<unknown>;
  #items: Item[] = [];
  #characters = 0;

  constructor(size: StepSize, send: (items: readonly Item[]) => Promise<unknown>) {
    this.#size = size;
    this.#send = send;
  }

  async add(item: Item): Promise<void> {
    const length = JSON.stringify(item).length;
    if (this.#items.length >= this.#size.lines || this.#characters + length > this.#size.characters) await this.flush();
    this.#items.push(item);
    this.#characters += length;
  }

  async flush(): Promise<void> {
    const items = this.#items;
    if (items.length === 0) return;
    this.#items = [];
    this.#characters = 0;
    await this.#send(items);
  }
}
