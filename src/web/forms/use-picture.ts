import { useEffect, useRef, useState } from "preact/hooks";
import { useChat } from "../chat-context.ts";

/** A chosen file with an address for showing it; "removed": none from now on. */
type PictureChoice = { readonly file: File; readonly address: string } | "removed";

export interface PictureDraft {
  /** Undefined: the picture stays as it is. */
  readonly choice: PictureChoice | undefined;
  /** While it is uploaded. */
  readonly percent: number | undefined;
  choose(choice: File | "removed" | undefined): void;
  /** Uploads what was chosen. What to ask the server for: an id, "" for no picture, undefined for no change. */
  upload(): Promise<string | undefined>;
}

/** Whether the server takes pictures. */
export function useHasPictures(): boolean {
  const { client } = useChat();
  return client.features.has("pictures") && client.limits?.uploadBytesMax !== 0;
}

/** The picture of a form in the chat. */
export function usePicture(): PictureDraft {
  const { client, token } = useChat();
  return usePictureAt(client.url, token);
}

/** The picture of a form that uploads it to that server. */
export function usePictureAt(url: string, token: string | undefined): PictureDraft {
  const [choice, setChoice] = useState<PictureChoice | undefined>(undefined);
  const [percent, setPercent] = useState<number | undefined>(undefined);
  const uploaded = useRef<{ readonly file: File; readonly id: string } | undefined>(undefined);
  const address = typeof choice === "object" ? choice.address : undefined;
  const abort = useRef(new AbortController());

  useEffect(() => () => URL.revokeObjectURL(address ?? ""), [address]);
  useEffect(() => () => abort.current.abort(), []);

  return {
    choice,
    percent,
    choose(chosen) {
      setChoice(chosen instanceof File ? { file: chosen, address: URL.createObjectURL(chosen) } : chosen);
    },
    async upload() {
      if (typeof choice !== "object") return choice === "removed" ? "" : undefined;
      const { file } = choice;
      // Saving again after a refusal, as for a name that is taken, does not upload again.
      if (uploaded.current?.file === file) return uploaded.current.id;
      setPercent(0);
      try {
        const { uploading } = await import("../state/uploading.ts");
        const id = await uploading.uploadFile(url, file, {
          ...{ token, signal: abort.current.signal },
          onProgress: (sentBytes) => setPercent(Math.floor((sentBytes / Math.max(1, file.size)) * 100)),
        });
        uploaded.current = { file, id };
        return id;
      } finally {
        setPercent(undefined);
      }
    },
  };
}
