import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { CONTROL_PAYLOAD_BYTES_MAX } from "../../../wire/frame.ts";
import { Choices } from "../../forms/choices.tsx";
import { hasWebSocket } from "../../state/available-transports.ts";
import { wireProblemWords } from "../bytes/words.ts";
import { FieldLegend, FrameBits, FrameBytes } from "../frame/frame-bytes.tsx";
import { fieldsOf } from "../frame/frame-view.ts";
import { hexOf } from "../hex.ts";
import { closeLive, type LiveClose } from "./live-close.ts";
import { type ControlName, type ControlView, controlView, MESSAGE_CHARACTERS_MAX, type Sender } from "./message-frames.ts";
import { fragmentsWords } from "./words.ts";

const CODE_MAX = 0xffff;

/** Ping, pong and close as bytes; a close on a live socket, too. */
export function ControlCard() {
  const say = fragmentsWords.value;
  const [name, setName] = useState<ControlName>("close");
  const [text, setText] = useState("bye");
  const [codeText, setCodeText] = useState("4000");
  const [sender, setSender] = useState<Sender>("client");
  const [textId, codeId] = [useId(), useId()];
  const code = codeText === "" ? undefined : Math.min(Number(codeText), CODE_MAX);
  const view = useMemo(() => controlView({ name, text, code, sender }), [name, text, code, sender]);
  return (
    <section class="card">
      <h2>{say.controls}</h2>
      <p class="hint">{say.controlsLead}</p>
      <div class="lab-bar">
        <Choices
          legend={say.kind}
          values={["ping", "pong", "close"]}
          labels={say.controlNames}
          chosen={name}
          onChoose={setName}
        />
        <Choices legend={say.sender} values={["client", "server"]} labels={say.senders} chosen={sender} onChoose={setSender} />
      </div>
      <div class="lab-bar">
        {name === "close" && (
          <div class="field">
            <label for={codeId}>{say.code}</label>
            <input
              {...{
                id: codeId,
                class: "input code short",
                inputMode: "numeric",
                value: codeText,
                maxLength: 5,
                autocomplete: "off",
              }}
              onInput={({ currentTarget }) => setCodeText(currentTarget.value.replaceAll(/\D/g, ""))}
            />
          </div>
        )}
        <div class="field grow">
          <label for={textId}>{name === "close" ? say.reason : say.payload}</label>
          <input
            {...{ id: textId, class: "input", value: text, maxLength: MESSAGE_CHARACTERS_MAX }}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </div>
      </div>
      <ControlFrame view={view} />
      <p class="hint">{say.controlHints[name]}</p>
      {name === "close" && (hasWebSocket ? <LiveCloser code={code} reason={text} /> : <p>{say.noWebSocket}</p>)}
    </section>
  );
}

function ControlFrame({ view: { frame, payloadLength, close, error } }: { view: ControlView }) {
  const say = fragmentsWords.value;
  if (frame === undefined) return <p class="problem">{say.tooLong(payloadLength, CONTROL_PAYLOAD_BYTES_MAX)}</p>;
  return (
    <>
      <FrameBits frame={frame} />
      <FrameBytes frame={frame} />
      <FieldLegend fields={fieldsOf(frame)} />
      {close !== undefined && payloadLength > 0 && (
        <p>
          <span class="code">
            {hexOf(frame.payload.subarray(0, 2)).join(" ")} = {close.code}
          </span>{" "}
          {say.codeName(close.code)} {close.reason !== "" && say.quoted(close.reason)}
        </p>
      )}
      {close !== undefined && payloadLength === 0 && <p>{say.noCode}</p>}
      {error !== undefined && <p class="problem">{wireProblemWords.value[error.problem]}</p>}
    </>
  );
}

function LiveCloser({ code, reason }: { code: number | undefined; reason: string }) {
  const say = fragmentsWords.value;
  const [result, setResult] = useState<LiveClose>();
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const run = async (): Promise<void> => {
    running.current?.abort();
    const current = new AbortController();
    running.current = current;
    setResult(undefined);
    const ended = await closeLive(code, reason, current.signal);
    if (!current.signal.aborted) setResult(ended);
  };
  return (
    <div class="lab-bar">
      <button type="button" class="button" onClick={() => void run()}>
        {say.closeLive}
      </button>
      <p role="status" class={result?.kind === "thrown" ? "problem" : ""}>
        {result !== undefined && sentenceOf(result)}
      </p>
    </div>
  );
}

function sentenceOf(result: LiveClose): string {
  const say = fragmentsWords.value;
  if (result.kind === "thrown") return say.thrown(result.error);
  return result.kind === "closed" ? say.closed(result.code, result.reason, result.wasClean) : say.unreachable;
}
