import { useEffect, useId, useRef, useState } from "preact/hooks";
import { type InviteLink, inviteLinkAddress, type Room } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { copyFrom } from "../dialogs/copy.ts";
import { QrCode } from "../dialogs/qr-code.tsx";
import { Choices } from "../forms/choices.tsx";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { momentOf } from "../i18n/format.ts";
import { roomWords } from "./words.ts";

const HOUR_MS = 60 * 60 * 1000;
const lifetimes = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS } as const;
type Lifetime = keyof typeof lifetimes;
const lifetimeNames = ["hour", "day", "week", "month"] as const;
const usesChoices = ["any", "1", "5", "25"] as const;
type UsesChoice = (typeof usesChoices)[number];

/** Makes links into the room, shows one of them, and lists those that work. */
export function InviteByLink({ room }: { room: Room }) {
  const { client, me } = useChat();
  const { isBusy, problem, run, load } = useRequest();
  const [lifetime, setLifetime] = useState<Lifetime>("week");
  const [uses, setUses] = useState<UsesChoice>("any");
  const [links, setLinks] = useState<readonly InviteLink[]>([]);
  const [shownCode, setShownCode] = useState<string>();
  const say = roomWords.value;
  const shown = links.find(({ code }) => code === shownCode);

  useEffect(() => load(async () => setLinks(await client.inviteLinks(room.id))), [room.id]);

  function make(): void {
    run(async () => {
      const usesMax = uses === "any" ? undefined : Number(uses);
      const link = await client.createInviteLink(room.id, { lifetimeMs: lifetimes[lifetime], ...(usesMax && { usesMax }) });
      setLinks([link, ...links]);
      setShownCode(link.code);
    });
  }

  function revoke({ code }: InviteLink): void {
    run(async () => {
      await client.revokeInviteLink(code);
      setLinks(links.filter((link) => link.code !== code));
    });
  }

  return (
    <>
      <p class="hint">{say.linkExplain}</p>
      <Choices legend={say.lifetime} values={lifetimeNames} labels={say.lifetimes} chosen={lifetime} onChoose={setLifetime} />
      <Choices
        legend={say.uses}
        values={usesChoices}
        labels={{ any: say.anyUses, 1: "1", 5: "5", 25: "25" }}
        chosen={uses}
        onChoose={setUses}
      />
      <button type="button" class="button primary" aria-busy={isBusy} onClick={make}>
        {say.makeLink}
      </button>
      <Problem text={problem} />
      {shown !== undefined && <ShownLink key={shown.code} link={shown} />}
      {links.length > 0 && (
        <section class="invite-links">
          <h3>{say.links}</h3>
          <ul>
            {links.map((link) => {
              const time = momentOf(link.expiresAt);
              return (
                <li key={link.code} class="pick">
                  <span class="pick-text">
                    <span>{say.until(time)}</span>
                    <span class="hint">
                      {link.usesMax === undefined ? say.joined(link.uses) : say.joinedOf(link.uses, link.usesMax)}
                      {link.by.id !== me.id && ` · ${say.by(link.by.nickname)}`}
                    </span>
                  </span>
                  {link.code !== shownCode && (
                    <button type="button" class="button" aria-label={say.showLink(time)} onClick={() => setShownCode(link.code)}>
                      {say.show}
                    </button>
                  )}
                  <button type="button" class="button" aria-label={say.revokeLink(time)} onClick={() => revoke(link)}>
                    {say.revoke}
                  </button>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </>
  );
}

function ShownLink({ link }: { link: InviteLink }) {
  const { client } = useChat();
  const [isCopied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const fieldId = useId();
  const say = roomWords.value;
  const address = inviteLinkAddress(client.url, link.code);
  useEffect(() => place.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div ref={place} class="shown-link">
      <div class="field">
        <label for={fieldId}>{say.link}</label>
        <div class="copy-line">
          <input
            ref={field}
            id={fieldId}
            class="input"
            readOnly
            value={address}
            onFocus={(event) => event.currentTarget.select()}
          />
          <button
            type="button"
            class="button"
            onClick={() => {
              if (field.current !== null) copyFrom(field.current).then(setCopied, () => setCopied(false));
            }}
          >
            {isCopied ? say.copied : say.copy}
          </button>
        </div>
      </div>
      <div class="qr-place">
        <QrCode text={address} label={say.code} />
      </div>
    </div>
  );
}
