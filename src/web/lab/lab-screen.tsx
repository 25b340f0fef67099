import type { ComponentType, RefObject } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Choices } from "../forms/choices.tsx";
import { languageNames } from "../i18n/dictionaries.ts";
import { Fish } from "../icons.tsx";
import { chooseLanguage, chooseTheme, language, languages, theme, themes } from "../state/preferences.ts";
import { server } from "./server-address.ts";
import { TabContent } from "./tab-content.tsx";
import { type Tab, tabOf, tabs } from "./tab-list.ts";
import { TabStrip, tabElementId } from "./tab-strip.tsx";
import { inLanguage } from "./tab-words.ts";
import { labWords } from "./words.ts";

/** How the real-time web works, on this very connection. */
export function LabScreen() {
  const say = labWords.value;
  const tab = useTab();
  const panelId = useId();
  const screen = useRef<HTMLDivElement>(null);
  useBeginning(screen, tab);
  const PushNotice = usePushNotice();
  const next = tabs[tabs.indexOf(tab) + 1];
  return (
    <div class="lab" ref={screen}>
      <header class="lab-head">
        <h1 class="brand">
          <Fish />
          <span>{say.title}</span>
        </h1>
        <a href={server}>{say.toChat}</a>
        <p class="lab-lead">{say.lead}</p>
      </header>
      <nav class="lab-nav" aria-label={say.title}>
        <TabStrip label={say.title} shown={tab} panelId={panelId} />
      </nav>
      <main class="lab-main">
        <section key={tab.id} class="tab-panel" id={panelId} role="tabpanel" aria-labelledby={tabElementId(tab, panelId)}>
          <TabContent tab={tab} />
        </section>
        {next !== undefined && (
          <p class="lab-next">
            <a href={`#${next.id}`}>
              <span class="hint">{say.next}</span> {inLanguage(next.name, language.value)}
            </a>
          </p>
        )}
      </main>
      <footer class="lab-preferences">
        <Choices
          legend={say.language}
          values={languages}
          labels={languageNames}
          chosen={language.value}
          onChoose={chooseLanguage}
        />
        <Choices legend={say.theme} values={themes} labels={say.themes} chosen={theme.value} onChoose={chooseTheme} />
      </footer>
      {PushNotice !== undefined && <PushNotice isListed={tab.id === pushTabId} />}
    </div>
  );
}

/** The tab of the page's address, in the title, too: the history is a list of titles. */
function useTab(): Tab {
  const [tab, setTab] = useState(() => tabOf(location.hash.slice(1)));
  useEffect(() => {
    const update = (): void => setTab(tabOf(location.hash.slice(1)));
    addEventListener("hashchange", update);
    return () => removeEventListener("hashchange", update);
  }, []);
  useEffect(() => {
    document.title = labWords.value.titleOf(inLanguage(tab.name, language.value));
  });
  return tab;
}

/** The tab that lists the pushes by itself. */
const pushTabId = "push";

/** With the code of the lab's feed, which comes when the first tab is on its way. Without it a lab only hears no pushes. */
function usePushNotice(): ComponentType<{ isListed: boolean }> | undefined {
  const [loaded, setLoaded] = useState<{ readonly Notice: ComponentType<{ isListed: boolean }> }>();
  useEffect(() => {
    import("./feed/push-notice.tsx").then(
      ({ PushNotice }) => setLoaded({ Notice: PushNotice }),
      () => undefined,
    );
  }, []);
  return loaded?.Notice;
}

/** Another tab begins at its beginning, right below the strip of tabs where that lies above. */
function useBeginning(screen: RefObject<HTMLElement | null>, tab: Tab): void {
  useLayoutEffect(() => {
    const strip = screen.current?.querySelector<HTMLElement>(".lab-nav");
    const main = screen.current?.querySelector<HTMLElement>(".lab-main");
    if (!screen.current || !strip || !main) return;
    main.scrollTop = 0;
    screen.current.scrollTop = Math.min(screen.current.scrollTop, main.offsetTop - strip.offsetHeight);
  }, [screen, tab]);
}
