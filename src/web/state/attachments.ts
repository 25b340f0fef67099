import { type ReadonlySignal, signal } from "@preact/signals";
import { type Clock, type FileInfo, isKnownErrorCode, limits, ShoalError } from "../../client/index.ts";
import { newId } from "../../protocol/ids.ts";
import type { KeptUpload, UploadStore } from "../upload-store.ts";

/** A file on its way into the next message of a conversation. */
export interface Attachment extends KeptUpload {
  readonly sentBytes: number;
  readonly state: "uploading" | "uploaded" | "failed";
  readonly error: ShoalError | undefined;
  /** Of a picture: an address for showing it, and its size. */
  readonly picture: { readonly address: string; readonly width: number; readonly height: number } | undefined;
}

const loadUploading = async () => (await import("./uploading.ts")).uploading;

interface AttachmentsOptions {
  readonly server: string;
  /** Absent: the page's cookie. */
  readonly token?: string | undefined;
  readonly store: UploadStore;
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
}

/** The files that the user has chosen and not sent yet. They are uploaded at once, and go on after a reload. */
export class Attachments {
  readonly #list = signal<readonly Attachment[]>([]);
  readonly #options: AttachmentsOptions;
  readonly #running = new Map<string, AbortController>();

  constructor(options: AttachmentsOptions) {
    this.#options = options;
    void this.#restore();
  }

  get list(): ReadonlySignal<readonly Attachment[]> {
    return this.#list;
  }

  of(conversationId: string): readonly Attachment[] {
    return this.#list.value.filter((attachment) => attachment.conversationId === conversationId);
  }

  /** More than a message can have are left out. Returns how many were. */
  add(conversationId: string, files: readonly File[]): number {
    const room = limits.filesPerMessageMax - this.of(conversationId).length;
    const chosenAt = this.#options.clock.now();
    for (const file of files.slice(0, Math.max(0, room)))
      this.#start({ key: newId("f"), conversationId, file, id: undefined, chosenAt });
    return Math.max(0, files.length - room);
  }

  retry({ key, conversationId, file, id, chosenAt }: Attachment): void {
    this.#drop(key);
    this.#start({ key, conversationId, file, id, chosenAt });
  }

  /** Takes a file back, from the server too: unfinished uploads are bounded there. */
  remove(key: string): void {
    const id = this.#list.peek().find((attachment) => attachment.key === key)?.id;
    this.#running.get(key)?.abort();
    if (id !== undefined) void this.#abandon(id);
    this.#drop(key);
    void this.#options.store.delete(key);
  }

  /** The files of the next message; they are the message's from then on. */
  take(conversationId: string): FileInfo[] {
    const taken = this.of(conversationId);
    for (const { key } of taken) {
      this.#drop(key, true);
      void this.#options.store.delete(key);
    }
    return taken.flatMap(({ id, file, picture }) => {
      if (id === undefined) return [];
      const size = picture && { width: picture.width, height: picture.height };
      return [{ id, name: file.name, type: file.type || "application/octet-stream", byteLength: file.size, ...size }];
    });
  }

  close(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  async #restore(): Promise<void> {
    for (const kept of await this.#options.store.load()) this.#start(kept);
  }

  #start(kept: KeptUpload): void {
    const { key, file, id } = kept;
    const fresh: Attachment = { ...kept, sentBytes: 0, state: "uploading", error: undefined, picture: undefined };
    this.#list.value = [...this.#list.value, fresh];
    void this.#options.store.put(kept);
    void this.#measure(key, file);
    const controller = new AbortController();
    this.#running.set(key, controller);
    const { server, token, fetch, store } = this.#options;
    loadUploading()
      .then(({ uploadFile }) =>
        uploadFile(server, file, {
          ...{ id, signal: controller.signal, token, fetch },
          onStart: (id) => {
            this.#change(key, { id });
            void store.put({ ...kept, id });
          },
          onProgress: (sentBytes) => this.#change(key, { sentBytes }),
        }),
      )
      .then(
        (id) => this.#change(key, { id, state: "uploaded", sentBytes: file.size }),
        (error: unknown) => this.#fail(key, error),
      )
      .finally(() => this.#running.delete(key));
  }

  async #abandon(id: string): Promise<void> {
    try {
      const { abandonUpload } = await loadUploading();
      const { server, token, fetch } = this.#options;
      await abandonUpload(server, id, { token, fetch });
    } catch {
      // The server forgets it after a day.
    }
  }

  #fail(key: string, error: unknown): void {
    const known = error instanceof ShoalError && isKnownErrorCode(error.code) ? error : new ShoalError("unavailable");
    // An upload that the server forgot begins anew when it is tried again.
    this.#change(key, { state: "failed", error: known, ...(known.code === "not-found" && { id: undefined }) });
  }

  async #measure(key: string, file: File): Promise<void> {
    if (!file.type.startsWith("image/")) return;
    const address = URL.createObjectURL(file);
    const image = new Image();
    image.src = address;
    try {
      await image.decode();
      this.#change(key, { picture: { address, width: image.naturalWidth, height: image.naturalHeight } });
    } catch {
      URL.revokeObjectURL(address); // no picture that this browser shows
    }
  }

  #change(key: string, changed: Partial<Attachment>): void {
    this.#list.value = this.#list.value.map((attachment) =>
      attachment.key === key ? { ...attachment, ...changed } : attachment,
    );
  }

  #drop(key: string, isSent = false): void {
    const dropped = this.#list.value.find((attachment) => attachment.key === key);
    if (dropped?.picture !== undefined && !isSent) URL.revokeObjectURL(dropped.picture.address);
    this.#list.value = this.#list.value.filter((attachment) => attachment !== dropped);
  }
}
