import { effect, signal } from "@preact/signals";
import type { TransportName } from "../../client/index.ts";
import { dictionaries, directions } from "../i18n/dictionaries.ts";
import { availableTransports } from "./available-transports.ts";
import { recall, remember } from "./local-storage.ts";

export type Language = keyof typeof dictionaries;
export const languages = Object.keys(dictionaries) as readonly Language[];

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** How messages are drawn: rows side by side, or bubbles with the user's own on the other side. */
export const messageLooks = ["rows", "bubbles"] as const;
export type MessageLook = (typeof messageLooks)[number];

export const densities = ["comfortable", "compact"] as const;
export type Density = (typeof densities)[number];

/** The allowed transport: the best that works, or the one that the user pinned. */
export type TransportChoice = "auto" | TransportName;
export const transportChoices: readonly TransportChoice[] = ["auto", ...availableTransports];

/** Which messages call the user when the page is not in front. `calls`: mentions, and private ones. */
export const noticeLevels = ["all", "calls", "none"] as const;
export type NoticeLevel = (typeof noticeLevels)[number];

export const language = signal<Language>(
  oneOf(languages, recall("language")) ?? languageOf(globalThis.navigator?.languages ?? []),
);
export const theme = signal<Theme>(oneOf(themes, recall("theme")) ?? "system");
export const messageLook = signal<MessageLook>(oneOf(messageLooks, recall("look")) ?? "rows");
export const density = signal<Density>(oneOf(densities, recall("density")) ?? "comfortable");
export const transportChoice = signal<TransportChoice>(oneOf(transportChoices, recall("transport")) ?? "auto");

export const noticeLevel = signal<NoticeLevel>(oneOf(noticeLevels, recall("notices")) ?? "calls");
export const isSoundOn = signal(recall("sound") === "on");

/** Whether a wide screen has a column of details. */
export const hasDetailsColumn = signal(recall("details") !== "hidden");

export function chooseDetailsColumn(isShown: boolean): void {
  hasDetailsColumn.value = isShown;
  remember("details", isShown ? undefined : "hidden");
}

export function chooseNoticeLevel(chosen: NoticeLevel): void {
  noticeLevel.value = chosen;
  remember("notices", chosen);
}

export function chooseSound(isOn: boolean): void {
  isSoundOn.value = isOn;
  remember("sound", isOn ? "on" : undefined);
}

export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  remember("language", chosen);
}

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  remember("theme", chosen);
}

export function chooseMessageLook(chosen: MessageLook): void {
  messageLook.value = chosen;
  remember("look", chosen);
}

export function chooseDensity(chosen: Density): void {
  density.value = chosen;
  remember("density", chosen);
}

export function chooseTransport(chosen: TransportChoice): void {
  transportChoice.value = chosen;
  remember("transport", chosen);
}

/** Keeps the document in the chosen language and appearance. */
export function applyPreferences(): void {
  effect(() => {
    const { documentElement } = document;
    documentElement.lang = tagOf(language.value);
    documentElement.dir = directions[language.value];
  });
  effect(() => {
    const { dataset } = document.documentElement;
    dataset.look = messageLook.value;
    dataset.density = density.value;
  });
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]"))
      meta.media = mediaOf(meta.dataset.appearance, theme.value);
  });
}

/** The first language of the reader's that the page speaks. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const wantedTag = tag.toLowerCase();
    const isSame = (each: string) => wantedTag.split("-")[0] === each.split("-")[0];
    const known = languages.find((each) => wantedTag === each) ?? languages.find(isSame);
    if (known !== undefined) return known;
  }
  return "en";
}

/** For the browser's choice of fonts and voices: the written form that the page's words have. */
export function tagOf(chosen: Language): string {
  return chosen === "zh" ? "zh-CN" : chosen;
}

/** When the colour of an appearance is that of the page, and so of what the browser draws around it. */
function mediaOf(appearance: string | undefined, chosen: Theme): string {
  if (chosen === "system") return `(prefers-color-scheme: ${appearance})`;
  return appearance === chosen ? "all" : "not all";
}

function oneOf<Value extends string>(values: readonly Value[], text: string | undefined): Value | undefined {
  return values.find((value) => value === text);
}
