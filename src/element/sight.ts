/** Whether a reader can see an element: a part of it is in view, and its page is in front. */
export class Sight {
  readonly #observer: IntersectionObserver;
  readonly #onChange: () => void;
  #isInView = false;

  constructor(element: Element, onChange: () => void) {
    this.#onChange = onChange;
    this.#observer = new IntersectionObserver((entries) => {
      this.#isInView = entries.at(-1)?.isIntersecting ?? false;
      onChange();
    });
    this.#observer.observe(element);
    document.addEventListener("visibilitychange", this.#onChange);
  }

  get isInSight(): boolean {
    return this.#isInView && document.visibilityState === "visible";
  }

  close(): void {
    this.#observer.disconnect();
    document.removeEventListener("visibilitychange", this.#onChange);
  }
}
