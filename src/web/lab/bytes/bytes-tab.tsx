import { Note } from "../parts/note.tsx";
import { rfc } from "../parts/rules.ts";
import { LengthCard } from "./length-card.tsx";
import { MaskCard } from "./mask-card.tsx";
import { PasteCard } from "./paste-card.tsx";
import { bytesWords } from "./words.ts";

/** What a program does with the bytes of a frame: the mask, the length, and reading any of them. */
export function BytesTab() {
  const say = bytesWords.value;
  return (
    <>
      <p>{say.lead}</p>
      <MaskCard />
      <LengthCard />
      <PasteCard />
      <Note rule={rfc(6455, "5.2")}>{say.note}</Note>
    </>
  );
}
