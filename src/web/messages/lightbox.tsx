import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type FileInfo, fileAddress } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";

interface LightboxProps {
  pictures: readonly FileInfo[];
  start: number;
  onClose: () => void;
}

const SWIPE_PX = 60;

/** Pictures as large as the window: arrow keys and swipes turn, a press shows every pixel and back, Esc closes. */
export function Lightbox({ pictures, start, onClose }: LightboxProps) {
  const { client } = useChat();
  const dialog = useRef<HTMLDialogElement>(null);
  const pressedAt = useRef<number | undefined>(undefined);
  const [index, setIndex] = useState(start);
  const [isZoomed, setZoomed] = useState(false);
  const picture = pictures[index];
  const say = words.value;
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  if (picture === undefined) return null;

  function turn(step: number): void {
    setZoomed(false);
    setIndex((index + step + pictures.length) % pictures.length);
  }

  return (
    <dialog
      ref={dialog}
      class={isZoomed ? "lightbox zoomed" : "lightbox"}
      aria-label={picture.name}
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === "ArrowRight") turn(1);
        if (event.key === "ArrowLeft") turn(-1);
      }}
      onPointerDown={(event) => {
        pressedAt.current = event.clientX;
      }}
      onPointerUp={(event) => {
        const distance = event.clientX - (pressedAt.current ?? event.clientX);
        if (!isZoomed && pictures.length > 1 && Math.abs(distance) > SWIPE_PX) turn(distance < 0 ? 1 : -1);
      }}
    >
      <header class="lightbox-head">
        <bdi class="clip" translate={false}>
          {picture.name}
        </bdi>
        {pictures.length > 1 && (
          <span class="lightbox-count" translate={false}>
            {index + 1} / {pictures.length}
          </span>
        )}
        <a class="icon-button" href={fileAddress(client.url, picture)} download={picture.name} aria-label={say.messages.download}>
          <Icon name="down" />
        </a>
        <button type="button" class="icon-button" aria-label={say.common.close} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <button type="button" class="lightbox-stage" aria-label={say.messages.zoom} onClick={() => setZoomed(!isZoomed)}>
        <img src={fileAddress(client.url, picture)} alt={picture.name} draggable={false} />
      </button>
    </dialog>
  );
}
