import { AcceptCheck } from "./accept-check.tsx";
import { Drafts } from "./drafts.tsx";
import { FramePiece } from "./frame-piece.tsx";
import { museumWords } from "./words.ts";

/** The iframe stream, the drafts of the handshake, and the examples that are printed of it. */
export function MuseumTab() {
  return (
    <>
      <p>{museumWords.value.lead}</p>
      <FramePiece />
      <Drafts />
      <AcceptCheck />
    </>
  );
}
