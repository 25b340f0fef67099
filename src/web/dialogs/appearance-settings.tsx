import { Choices } from "../forms/choices.tsx";
import { Select } from "../forms/select.tsx";
import { languageNames } from "../i18n/dictionaries.ts";
import { speak } from "../i18n/speak.ts";
import {
  chooseDensity,
  chooseMessageLook,
  chooseTheme,
  densities,
  density,
  language,
  languages,
  messageLook,
  messageLooks,
  theme,
  themes,
} from "../state/preferences.ts";
import { dialogWords } from "./words.ts";

/** How the page looks on this device. */
export function AppearanceSettings() {
  const say = dialogWords.value.settings;
  return (
    <>
      <Select label={say.language} values={languages} labels={languageNames} chosen={language.value} onChoose={speak} />
      <Select label={say.theme} values={themes} labels={say.themes} chosen={theme.value} onChoose={chooseTheme} />
      <Choices
        legend={say.look}
        values={messageLooks}
        labels={say.looks}
        chosen={messageLook.value}
        onChoose={chooseMessageLook}
      />
      <Choices legend={say.density} values={densities} labels={say.densities} chosen={density.value} onChoose={chooseDensity} />
    </>
  );
}
