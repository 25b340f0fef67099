import { useId, useMemo, useState } from "preact/hooks";
import { isControl, opcodeName, type WireFrame } from "../../../wire/frame.ts";
import { Choices } from "../../forms/choices.tsx";
import { FrameBits, FrameBytes } from "../frame/frame-bytes.tsx";
import { Note } from "../parts/note.tsx";
import { rfc } from "../parts/rules.ts";
import { ControlCard } from "./control-card.tsx";
import { assembled, FRAGMENTS_MAX, MESSAGE_CHARACTERS_MAX, messageFrames, type Sender } from "./message-frames.ts";
import { fragmentsWords } from "./words.ts";

/** A message of several frames, and the frames that may stand between them. */
export function FragmentsTab() {
  const say = fragmentsWords.value;
  return (
    <>
      <p>{say.lead}</p>
      <MessageCard />
      <ControlCard />
      <Note rule={rfc(6455, "5.4")}>{say.note}</Note>
    </>
  );
}

function MessageCard() {
  const say = fragmentsWords.value;
  const [text, setText] = useState("小鱼 says hello");
  const [count, setCount] = useState(3);
  const [hasPing, setHasPing] = useState(true);
  const [sender, setSender] = useState<Sender>("server");
  const [textId, countId] = [useId(), useId()];
  const frames = useMemo(() => messageFrames({ text, count, hasPing, sender }), [text, count, hasPing, sender]);
  return (
    <section class="card">
      <h2>{say.message}</h2>
      <p class="hint">{say.messageLead}</p>
      <div class="lab-bar">
        <div class="field grow">
          <label for={textId}>{say.text}</label>
          <input
            {...{ id: textId, class: "input", value: text, maxLength: MESSAGE_CHARACTERS_MAX }}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </div>
        <div class="field grow">
          <label for={countId}>{say.count(count)}</label>
          <input
            {...{ id: countId, type: "range", min: 1, max: FRAGMENTS_MAX, value: count }}
            onInput={({ currentTarget }) => setCount(currentTarget.valueAsNumber)}
          />
        </div>
        <label class="check">
          <input type="checkbox" checked={hasPing} onChange={({ currentTarget }) => setHasPing(currentTarget.checked)} />
          {say.pingBetween}
        </label>
      </div>
      <Choices legend={say.sender} values={["server", "client"]} labels={say.senders} chosen={sender} onChoose={setSender} />
      <ol class="frames" aria-label={say.frames}>
        {frames.map((frame, place) => (
          <FrameItem key={place} frame={frame} />
        ))}
      </ol>
      <p role="status">
        {say.together} <strong>{say.quoted(assembled(frames) ?? "")}</strong>
      </p>
      <p class="hint">{say.liveHint}</p>
    </section>
  );
}

function FrameItem({ frame }: { frame: WireFrame }) {
  const say = fragmentsWords.value;
  const name = opcodeName(frame.opcode) ?? "continuation";
  return (
    <li class={isControl(frame.opcode) ? "control" : ""}>
      <p>
        <strong>{say.opcodes[name]}</strong>{" "}
        <span class="hint">{isControl(frame.opcode) ? say.control : say.ends(frame.isFinal)}</span>
      </p>
      <FrameBits frame={frame} />
      <FrameBytes frame={frame} />
    </li>
  );
}
