import { isIP } from "node:net";
import type { Clock, MonotonicMs } from "../../clock.ts";
import type { Log } from "../log.ts";
import { Repeated } from "../repeated.ts";
import { StartError } from "../start-error.ts";
import { type CertificatePair, pairOf, readTlsFiles, type TlsFiles } from "./certificate-pair.ts";

/** How often the files are read again. */
export const CERTIFICATE_LOOK_MS = 1_000;
/** So long before its end a certificate should have been renewed; one that lives for days only, in the last sixth of its life. */
const EXPIRY_WARNING_MS = 7 * 24 * 60 * 60 * 1000;
const EXPIRY_WARNING_EVERY_MS = 24 * 60 * 60 * 1000;

interface Dependencies {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The certificate that new connections are shown. Its files are read again and again, whoever replaces them and however: their content
 * counts. What cannot serve leaves the one before in use.
 */
export class Certificates {
  readonly #files: TlsFiles;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #looks: Repeated;
  #current: CertificatePair;
  /** What could not be used at the last look: a sentence, and whether the operator has it. */
  #refused: { readonly content: string; readonly isTold: boolean } | undefined;
  #warnedOfExpiry: MonotonicMs | undefined;
  #onReplaced: () => void = () => {};

  private constructor(files: TlsFiles, current: CertificatePair, { clock, log }: Dependencies) {
    this.#files = files;
    this.#current = current;
    this.#clock = clock;
    this.#log = log;
    this.#looks = new Repeated(clock, (error) => log.error("the certificate could not be looked at", error));
  }

  /** Throws `StartError`. An expired certificate is taken: a restart must not be the end of a server whose renewal failed. */
  static async open(files: TlsFiles, dependencies: Dependencies): Promise<Certificates> {
    const certificates = new Certificates(files, pairOf(await readTlsFiles(files), files), dependencies);
    certificates.#warnOfExpiry();
    return certificates;
  }

  get current(): { readonly cert: string; readonly key: string } {
    return { cert: this.#current.cert, key: this.#current.key };
  }

  /** The hosts that it is for, as far as each is a name by itself. */
  get names(): readonly string[] {
    const listed = this.#current.leaf.subjectAltName?.split(", ") ?? [];
    return listed.flatMap((entry) => (/^DNS:[\w.-]+$/.test(entry) ? entry.slice("DNS:".length).toLowerCase() : []));
  }

  /** Whether it is for that host: a name, also by a wildcard, or an address. */
  isFor(host: string): boolean {
    const { leaf } = this.#current;
    const address = host.replace(/^\[(.*)\]$/, "$1");
    return (isIP(address) === 0 ? leaf.checkHost(host) : leaf.checkIP(address)) !== undefined;
  }

  /** From now on the files are looked at. `onReplaced` is called after another certificate was taken. The result ends it. */
  watch(onReplaced: () => void): () => void {
    this.#onReplaced = onReplaced;
    this.#looks.every(CERTIFICATE_LOOK_MS, () => this.#look());
    return () => this.#looks.cancel();
  }

  /** When a look that has begun is over. */
  looked(): Promise<void> {
    return this.#looks.ended();
  }

  async #look(): Promise<void> {
    this.#warnOfExpiry();
    let content = "";
    try {
      const texts = await readTlsFiles(this.#files);
      content = texts.cert + texts.key;
      if (content === this.#current.cert + this.#current.key) this.#refused = undefined;
      else this.#take(pairOf(texts, this.#files));
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      this.#refuse(content, error.message);
    }
  }

  #take(pair: CertificatePair): void {
    if (this.#msUntilEnd(pair) < 0) throw new StartError(`The certificate in ${this.#files.certFile} has expired; renew it.`);
    this.#current = pair;
    this.#refused = undefined;
    this.#warnedOfExpiry = undefined;
    this.#onReplaced();
    this.#log.info("the certificate was replaced", { names: this.names.join(" "), until: pair.leaf.validTo });
  }

  /** Said at the second look: files that are replaced one after the other do not belong together for a moment. */
  #refuse(content: string, reason: string): void {
    const refused = content + reason;
    if (this.#refused?.content !== refused) {
      this.#refused = { content: refused, isTold: false };
    } else if (!this.#refused.isTold) {
      this.#refused = { content: refused, isTold: true };
      this.#log.warn("the new certificate cannot be used; the one before stays", { reason });
    }
  }

  #warnOfExpiry(): void {
    const isDue = this.#warnedOfExpiry === undefined || this.#clock.elapsedMs(this.#warnedOfExpiry) >= EXPIRY_WARNING_EVERY_MS;
    const { leaf } = this.#current;
    const lifeMs = Date.parse(leaf.validTo) - Date.parse(leaf.validFrom);
    if (!isDue || this.#msUntilEnd(this.#current) > Math.min(EXPIRY_WARNING_MS, lifeMs / 6)) return;
    this.#warnedOfExpiry = this.#clock.monotonicNow();
    this.#log.warn("the certificate ends soon, or has ended; renew it", { until: leaf.validTo });
  }

  #msUntilEnd({ leaf }: CertificatePair): number {
    return Date.parse(leaf.validTo) - this.#clock.now();
  }
}
