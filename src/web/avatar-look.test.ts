import { expect, test } from "bun:test";
import { TONES } from "../client/index.ts";
import { initialsOf, toneOf, tones } from "./avatar-look.ts";

test("an avatar shows one character, or two initials of two words", () => {
  expect(initialsOf("ann")).toBe("A");
  expect(initialsOf("Ann Lee")).toBe("AL");
  expect(initialsOf("林小鱼")).toBe("林");
  expect(initialsOf("王 伟")).toBe("王");
  expect(initialsOf("👩‍👩‍👧 family")).toBe("👩‍👩‍👧");
  expect(initialsOf("ben 🐟")).toBe("B");
});

test("a tone is the chosen one, or depends on the id alone", () => {
  expect(toneOf({ id: "u_ann" })).toBe(toneOf({ id: "u_ann" }));
  expect(new Set(Array.from({ length: 200 }, (_, index) => toneOf({ id: `u_${index}` }))).size).toBe(TONES);
  expect(toneOf({ id: "u_ann", tone: 7 })).toBe(7);
  expect(toneOf({ id: "u_ann", tone: TONES })).toBe(toneOf({ id: "u_ann" }));
  expect(tones).toHaveLength(TONES);
});

type Oklch = readonly [lightness: number, chroma: number, hue: number];
type Rgb = readonly [red: number, green: number, blue: number];

const AA = 4.5;
const white: Oklch = [1, 0, 0];
/** `--paper` of tokens.css and `--bubble` of looks.css; the colours of names are those of `.toned` in parts.css. */
const surfaces = {
  light: [
    [0.993, 0.003, 85],
    [0.95, 0.008, 245],
  ],
  dark: [
    [0.205, 0.018, 248],
    [0.275, 0.022, 248],
  ],
} as const;
const nameOf = {
  light: ({ lightness, chroma, hue }: (typeof tones)[number]): Oklch => [lightness - 0.06, chroma, hue],
  dark: ({ lightness, chroma, hue }: (typeof tones)[number]): Oklch => [lightness + 0.31, chroma * 0.75, hue],
};

test.each(tones.map((tone, index) => [index, tone] as const))(
  "tone %i bears a white letter, and names can be read",
  (_, tone) => {
    expect(contrast([tone.lightness, tone.chroma, tone.hue], white)).toBeGreaterThanOrEqual(AA);
    for (const theme of ["light", "dark"] as const)
      for (const surface of surfaces[theme]) expect(contrast(nameOf[theme](tone), surface)).toBeGreaterThanOrEqual(AA);
  },
);

test("any two tones can be told apart, also by readers who do not see red and green apart", () => {
  for (const [simulated, distanceMin] of [
    [(colour: Rgb) => colour, 0.1],
    [deuteranopia, 0.055],
    [protanopia, 0.055],
  ] as const) {
    const seen = tones.map(({ lightness, chroma, hue }) => oklabOf(simulated(linearOf([lightness, chroma, hue]))));
    for (const [index, one] of seen.entries())
      for (const [offset, other] of seen.slice(index + 1).entries()) {
        const distance = Math.hypot(...one.map((value, axis) => value - (other[axis] ?? 0)));
        expect(distance, `${index} and ${index + 1 + offset}`).toBeGreaterThan(distanceMin);
      }
  }
});

function contrast(one: Oklch, other: Oklch): number {
  const [low = 0, high = 0] = [luminance(linearOf(one)), luminance(linearOf(other))].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Linear sRGB, clipped as a screen clips it. */
function linearOf([lightness, chroma, hue]: Oklch): Rgb {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function oklabOf([red, green, blue]: Rgb): readonly [number, number, number] {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

// Machado, Oliveira and Fernandes 2009, at full severity.
function deuteranopia([r, g, b]: Rgb): Rgb {
  return [
    0.367322 * r + 0.860646 * g - 0.227968 * b,
    0.280085 * r + 0.672501 * g + 0.047413 * b,
    -0.01182 * r + 0.04294 * g + 0.968881 * b,
  ];
}

function protanopia([r, g, b]: Rgb): Rgb {
  return [
    0.152286 * r + 1.052583 * g - 0.204868 * b,
    0.114503 * r + 0.786281 * g + 0.099216 * b,
    -0.003882 * r - 0.048116 * g + 1.051998 * b,
  ];
}
