import type { ComponentChildren } from "preact";
import { Picture } from "./avatar.tsx";

interface RoomMarkProps {
  room: { readonly picture?: string | undefined; readonly emoji?: string | undefined };
  /** Where there is neither. */
  children: ComponentChildren;
}

/** A room as its picture, or else its emoji. */
export function RoomMark({ room: { picture, emoji }, children }: RoomMarkProps) {
  const mark = emoji === undefined ? children : <span class="mark-emoji">{emoji}</span>;
  if (picture === undefined) return <>{mark}</>;
  return (
    <span class="avatar room-picture" aria-hidden="true">
      {mark}
      <Picture id={picture} />
    </span>
  );
}
