import { useId, useState } from "preact/hooks";
import type { AddressBan } from "../../../protocol/admin.ts";
import { Problem } from "../../forms/problem.tsx";
import { useRequest } from "../../forms/use-request.ts";
import { momentOf } from "../../i18n/format.ts";
import { run } from "../command.ts";
import { type Duration, durations } from "../parts/duration.ts";
import { ListFoot } from "../parts/list-foot.tsx";
import { tell } from "../parts/notice.tsx";
import { nameOf } from "../parts/person-name.tsx";
import { RestrictionFields } from "../parts/restriction-fields.tsx";
import { useList } from "../parts/use-list.ts";
import { addressWords } from "./words.ts";

export function AddressesTab() {
  const list = useList<AddressBan>("", async () => ({ items: (await run("address-bans", {})).bans }));
  return (
    <>
      <BanForm onBanned={list.reload} />
      <ul class="entries">
        {list.items?.map((ban) => (
          <li key={ban.network}>
            <Ban ban={ban} onLifted={() => list.change((each) => (each.network === ban.network ? undefined : each))} />
          </li>
        ))}
      </ul>
      <ListFoot list={list} empty={addressWords.value.none} />
    </>
  );
}

function BanForm({ onBanned }: { onBanned: () => void }) {
  const { isBusy, problem, run: start } = useRequest();
  const [network, setNetwork] = useState("");
  const [duration, setDuration] = useState<Duration>("day");
  const [reason, setReason] = useState("");
  const id = useId();
  const say = addressWords.value;

  async function ban(): Promise<void> {
    const why = reason.trim();
    const made = await run("ban-addresses", {
      ...{ network: network.trim(), seconds: durations[duration] },
      ...(why !== "" && { reason: why }),
    });
    setNetwork("");
    setReason("");
    tell(say.banned(made.network));
    onBanned();
  }

  return (
    <form
      class="card form"
      onSubmit={(event) => {
        event.preventDefault();
        if (network.trim() !== "") start(ban);
      }}
    >
      <h3>{say.add}</h3>
      <p class="hint">{say.explain}</p>
      <div class="field">
        <label for={id}>{say.network}</label>
        <input
          id={id}
          class="input"
          dir="ltr"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxLength={64}
          required
          aria-describedby={`${id}-hint`}
          value={network}
          onInput={(event) => setNetwork(event.currentTarget.value)}
        />
        <p id={`${id}-hint`} class="hint">
          {say.networkHint}
        </p>
      </div>
      <RestrictionFields
        duration={duration}
        onDuration={setDuration}
        reason={reason}
        onReason={setReason}
        hint={say.reasonHint}
      />
      <Problem text={problem} />
      <div class="form-foot">
        <button type="submit" class="button primary" aria-busy={isBusy}>
          {say.ban}
        </button>
      </div>
    </form>
  );
}

function Ban({ ban: { network, at, until, reason, by }, onLifted }: { ban: AddressBan; onLifted: () => void }) {
  const { isBusy, problem, run: start } = useRequest();
  const say = addressWords.value;
  return (
    <div class="entry address-entry">
      <span class="address-network">
        <code translate={false}>{network}</code>
        {reason !== undefined && <span dir="auto">{reason}</span>}
        <span class="hint">{say.since(momentOf(at), nameOf(by))}</span>
        <Problem text={problem} />
      </span>
      <span class="entry-fact">{until === undefined ? say.ever : say.until(momentOf(until))}</span>
      <button
        type="button"
        class="button"
        aria-label={say.liftOf(network)}
        aria-busy={isBusy}
        onClick={() =>
          start(async () => {
            await run("unban-addresses", { network });
            tell(say.lifted(network));
            onLifted();
          })
        }
      >
        {say.lift}
      </button>
    </div>
  );
}
