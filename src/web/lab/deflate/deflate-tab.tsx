import { useEffect, useId, useState } from "preact/hooks";
import { type CarriedView, lookAtHandshake } from "../handshake/handshake-view.ts";
import { hexOf } from "../hex.ts";
import { Note } from "../parts/note.tsx";
import { clause, rfc } from "../parts/rules.ts";
import { type Deflated, deflated, hasCompression } from "./deflated.ts";
import { verdictOf } from "./verdict.ts";
import { deflateWords } from "./words.ts";

const TEXT_CHARACTERS_MAX = 4_000;
const SHOWN_BYTES_MAX = 128;

/** The extension that most browsers offer, and what this server answers. */
export function DeflateTab() {
  const say = deflateWords.value;
  return (
    <>
      <p>{say.lead}</p>
      <OfferCard />
      {hasCompression ? (
        <BytesCard />
      ) : (
        <p>
          <strong>{say.noCompression}</strong>
        </p>
      )}
      <Note rule={rfc(7692, "8")}>{say.note}</Note>
    </>
  );
}

function OfferCard() {
  const say = deflateWords.value;
  const [seen, setSeen] = useState<CarriedView | "failed">();
  const look = (): void => {
    lookAtHandshake().then(setSeen, () => setSeen("failed"));
  };
  useEffect(look, []);
  const carried = seen === "failed" ? undefined : seen;
  const rule = clause("P142b");
  return (
    <section class="card">
      <h2>{say.offer}</h2>
      <p class="hint">{say.offerLead}</p>
      <div class="lab-bar">
        <button type="button" class="button" onClick={look}>
          {say.again}
        </button>
        <p role="status">{seen === "failed" ? say.failed : carried !== undefined && say.verdict(verdictOf(carried))}</p>
      </div>
      {carried?.carriedBy === "websocket" && (
        <dl class="headers">
          <div>
            <dt>{say.offered}</dt>
            <dd>{listOf(carried.sight.extensions?.offered)}</dd>
          </div>
          <div>
            <dt>{say.chosen}</dt>
            <dd>{listOf(carried.sight.extensions?.chosen)}</dd>
          </div>
          <div>
            <dt>socket.extensions</dt>
            <dd>"{carried.agreedExtensions}"</dd>
          </div>
        </dl>
      )}
      <p>
        {say.why}{" "}
        <a href={rule.address} rel="noreferrer" target="_blank">
          {rule.name}
        </a>
      </p>
    </section>
  );
}

function listOf(extensions: readonly string[] | undefined) {
  return extensions === undefined || extensions.length === 0 ? <em>{deflateWords.value.none}</em> : extensions.join(", ");
}

function BytesCard() {
  const say = deflateWords.value;
  const [text, setText] = useState("Fish swim in shoals, and shoals swim in the sea.");
  const [result, setResult] = useState<Deflated>();
  const fieldId = useId();
  useEffect(() => {
    let isShown = true;
    void deflated(text).then((each) => {
      if (isShown) setResult(each);
    });
    return () => {
      isShown = false;
    };
  }, [text]);
  return (
    <section class="card">
      <h2>{say.bytes}</h2>
      <p class="hint">{say.bytesLead}</p>
      <div class="field">
        <label for={fieldId}>{say.text}</label>
        <textarea
          {...{ id: fieldId, class: "input", rows: 2, value: text, maxLength: TEXT_CHARACTERS_MAX }}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </div>
      <div class="lab-bar">
        {say.samples.map(({ name, text: sample }) => (
          <button key={name} type="button" class="button" onClick={() => setText(sample)}>
            {name}
          </button>
        ))}
      </div>
      {result !== undefined && <DeflatedView {...result} />}
    </section>
  );
}

function DeflatedView({ plainBytes, frame, compressed, twiceApart, twiceTogether }: Deflated) {
  const say = deflateWords.value;
  const header = frame.length - compressed.length;
  const shown = compressed.subarray(0, SHOWN_BYTES_MAX);
  const most = Math.max(plainBytes, compressed.length, 1);
  const mostOfTwo = Math.max(twiceApart, twiceTogether, 1);
  return (
    <>
      <dl class="size-bars">
        <SizeBar name={say.plain} value={plainBytes} most={most} />
        <SizeBar name={say.compressed} value={compressed.length} most={most} />
      </dl>
      <p class="bytes code">
        {hexOf(frame.subarray(0, header)).map((byte, place) => (
          <span key={place} class={`byte ${["flags", "length"][place] ?? "extended-length"}`}>
            {byte}
          </span>
        ))}
        {hexOf(shown).map((byte, place) => (
          <span key={place} class="byte payload">
            {byte}
          </span>
        ))}
        {compressed.length > shown.length && <span class="hint">… {say.more(compressed.length - shown.length)}</span>}
      </p>
      <p class="hint">{say.rsv(hexOf(frame.subarray(0, 1)).join(""))}</p>
      <h3>{say.twice}</h3>
      <p class="hint">{say.takeover}</p>
      <dl class="size-bars">
        <SizeBar name={say.apart} value={twiceApart} most={mostOfTwo} />
        <SizeBar name={say.withContext} value={twiceTogether} most={mostOfTwo} />
      </dl>
    </>
  );
}

function SizeBar({ name, value, most }: { name: string; value: number; most: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span class="size-bar" style={{ inlineSize: `${(100 * value) / most}%` }} aria-hidden="true" />
        {deflateWords.value.count(value)}
      </dd>
    </div>
  );
}
