import { useEffect, useId, useState } from "preact/hooks";
import { useChat } from "../chat-context.ts";
import { detailWords } from "../details/words.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";

/** Whether others see how far the user has read; the same on all devices. Missing where the server is too old for it. */
export function ReadSharing() {
  const { client } = useChat();
  const { isBusy, problem, run } = useRequest();
  const [isShared, setShared] = useState(client.isReadShared);
  const hintId = useId();
  const say = detailWords.value;
  useEffect(() => client.on("isReadShared", setShared), []);

  async function choose(isChosen: boolean): Promise<void> {
    setShared(isChosen);
    await client.shareReads(isChosen).catch((error: unknown) => {
      setShared(!isChosen);
      throw error;
    });
  }

  if (!client.features.has("readers")) return null;
  return (
    <fieldset class="choices">
      <legend>{say.privacy}</legend>
      <label class="check">
        <input
          type="checkbox"
          checked={isShared}
          disabled={isBusy}
          aria-describedby={hintId}
          onChange={({ currentTarget: { checked } }) => run(() => choose(checked))}
        />
        {say.shareReads}
      </label>
      <p id={hintId} class="hint">
        {say.shareReadsHint}
      </p>
      <Problem text={problem} />
    </fieldset>
  );
}
