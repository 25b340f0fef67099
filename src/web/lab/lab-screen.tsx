import { useSignalEffect } from "@preact/signals";
import { Choices } from "../forms/choices.tsx";
import { languageNames } from "../i18n/dictionaries.ts";
import { speak } from "../i18n/speak.ts";
import { Fish } from "../icons.tsx";
import { chooseTheme, language, languages, theme, themes } from "../state/preferences.ts";
import { FrameTab } from "./frame/frame-tab.tsx";
import { HandshakeTab } from "./handshake/handshake-tab.tsx";
import { labWords } from "./i18n/words.ts";
import { RaceTab } from "./race/race-tab.tsx";
import { server } from "./server-address.ts";
import { SocketTab } from "./socket/socket-tab.tsx";
import { Tabs } from "./tabs.tsx";

/** How the real-time web works, on this very connection. */
export function LabScreen() {
  const say = labWords.value;
  useSignalEffect(() => {
    document.title = labWords.value.title;
  });
  return (
    <div class="lab">
      <header class="lab-head">
        <h1 class="brand">
          <Fish />
          <span>{say.title}</span>
        </h1>
        <a href={server}>{say.toChat}</a>
        <div class="lab-preferences">
          <Choices legend={say.language} values={languages} labels={languageNames} chosen={language.value} onChoose={speak} />
          <Choices legend={say.theme} values={themes} labels={say.themes} chosen={theme.value} onChoose={chooseTheme} />
        </div>
      </header>
      <main class="lab-main">
        <p class="lab-lead">{say.lead}</p>
        <Tabs
          label={say.title}
          tabs={[
            { id: "handshake", name: say.handshake.name, Content: HandshakeTab },
            { id: "frame", name: say.frame.name, Content: FrameTab },
            { id: "socket", name: say.socket.name, Content: SocketTab },
            { id: "race", name: say.race.name, Content: RaceTab },
          ]}
        />
      </main>
    </div>
  );
}
