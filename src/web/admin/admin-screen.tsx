import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Person, ServerRole } from "../../client/index.ts";
import { Choices } from "../forms/choices.tsx";
import { languageNames } from "../i18n/dictionaries.ts";
import { momentOf } from "../i18n/format.ts";
import { speak } from "../i18n/speak.ts";
import { Drawing, Fish, Icon } from "../icons.tsx";
import { chooseTheme, language, languages, theme, themes } from "../state/preferences.ts";
import { server } from "../state/session.ts";
import { access, findAccess, mayI } from "./access.ts";
import { Notice } from "./parts/notice.tsx";
import { followRaid, raidUntil } from "./raid-state.ts";
import { type Tab, tabs } from "./tab-list.ts";
import { adminWords } from "./words.ts";

/** Everything that those do here who keep order on the server. */
export function AdminScreen() {
  const say = adminWords.value;
  const { value } = access;
  return (
    <div class="admin">
      <header class="admin-head">
        <h1 class="brand">
          <Fish />
          <span>{say.title}</span>
        </h1>
        <a href={server}>{say.toChat}</a>
      </header>
      {value.stage === "staff" ? <Staff me={value.me} role={value.role} /> : <Outside />}
      <footer class="admin-preferences">
        <Choices legend={say.language} values={languages} labels={languageNames} chosen={language.value} onChoose={speak} />
        <Choices legend={say.theme} values={themes} labels={say.themes} chosen={theme.value} onChoose={chooseTheme} />
      </footer>
      <Notice />
    </div>
  );
}

/** Those who have no role here, or have it no more. */
function Outside() {
  const say = adminWords.value;
  const { value } = access;
  const sentence = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    document.title = say.titleOf(say.title);
    // What had the focus may be gone with the role.
    if (value.stage !== "asking") sentence.current?.focus();
  }, [value.stage]);
  return (
    <main class="admin-main admin-outside">
      <p ref={sentence} tabIndex={-1} role={value.stage === "asking" ? undefined : "alert"}>
        {value.stage === "asking" && say.asking}
        {value.stage === "unreachable" && say.unreachable}
        {value.stage === "signed-out" && say.signedOut}
        {value.stage === "refused" && say.refused(value.me.nickname)}
      </p>
      {value.stage !== "asking" && (
        <div class="row-actions">
          <a class="button primary" href={server}>
            {say.toChat}
          </a>
          <button type="button" class="button" onClick={() => void findAccess()}>
            {say.reload}
          </button>
        </div>
      )}
    </main>
  );
}

function Staff({ me, role }: { me: Person; role: ServerRole }) {
  const say = adminWords.value;
  const allowed = tabs.filter(({ needs }) => mayI(needs));
  const tab = useTab(allowed);
  const strip = useRef<HTMLUListElement>(null);
  const main = useRef<HTMLElement>(null);
  useEffect(followRaid, []);
  useLayoutEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>("[aria-current]");
    current?.scrollIntoView({ block: "nearest", inline: "center" });
    main.current?.scrollTo(0, 0);
    main.current?.parentElement?.scrollTo(0, 0);
  }, [tab]);
  const { Content } = tab;
  return (
    <>
      <nav class="admin-nav" aria-label={say.title}>
        <ul ref={strip} class="admin-tabs">
          {allowed.map((each) => (
            <li key={each.id}>
              <a class="tab" href={`#${each.id}`} aria-current={each === tab ? "page" : undefined}>
                <Drawing path={each.icon} />
                <span>{say.tabs[each.id]}</span>
              </a>
            </li>
          ))}
        </ul>
        <p class="admin-me hint">{say.signedInAs(me.nickname, say.roles[role])}</p>
      </nav>
      <main ref={main} class="admin-main" tabIndex={0} aria-label={say.tabs[tab.id]}>
        <RaidLine isInTab={tab.id === "raid"} />
        <section key={tab.id} class="admin-panel" aria-labelledby="tab-title">
          <h2 id="tab-title" class="tab-title">
            {say.tabs[tab.id]}
          </h2>
          <Content />
        </section>
      </main>
    </>
  );
}

/** On every tab while it is on: no one should forget it. */
function RaidLine({ isInTab }: { isInTab: boolean }) {
  const say = adminWords.value;
  const until = raidUntil.value;
  return (
    <div role="status">
      {until !== undefined && (
        <p class="raid-line">
          <Icon name="warning" />
          <span>{say.raidUntil(momentOf(until))}</span>
          {!isInTab && mayI("stop-raid") && (
            <a href="#raid" class="quiet-button">
              {say.change}
            </a>
          )}
        </p>
      )}
    </div>
  );
}

/** The tab of the page's address, or the first one. */
function useTab(allowed: readonly Tab[]): Tab {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const update = (): void => setHash(location.hash);
    addEventListener("hashchange", update);
    return () => removeEventListener("hashchange", update);
  }, []);
  const [first] = allowed;
  const tab = allowed.find(({ id }) => `#${id}` === hash) ?? first;
  if (tab === undefined) throw new Error("Staff sees no tab.");
  const say = adminWords.value;
  useEffect(() => {
    document.title = say.titleOf(say.tabs[tab.id]);
  });
  return tab;
}
