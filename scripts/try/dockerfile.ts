/** One instruction, with its lines joined. */
export interface Instruction {
  readonly name: string;
  /** Like `--from=build`, without the dashes. */
  readonly flags: ReadonlyMap<string, string>;
  /** What follows the flags. */
  readonly text: string;
  /** Its words: those of a JSON array, or what spaces divide. */
  readonly words: readonly string[];
}

export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** Those whose meaning the try knows. */
const known = new Set("FROM ARG RUN COPY WORKDIR ENV USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD LABEL".split(" "));

/** The stages of a Dockerfile. Throws where it has what the try could not do as Docker does. */
export function parseDockerfile(text: string): readonly Stage[] {
  const defaults = new Map<string, string>();
  const stages: { base: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of instructionsOf(text)) {
    const { name, words } = instruction;
    if (!known.has(name)) throw new Error(`The try does not know ${name}.`);
    if (name === "ARG") {
      const [variable = "", value = ""] = splitOnce(words[0] ?? "", "=");
      defaults.set(variable, value);
    } else if (name === "FROM") {
      const [base = "", , stage] = words;
      stages.push({
        base: base.replace(/^\$\{?(\w+)\}?$/, (_, variable) => defaults.get(variable) ?? ""),
        name: stage,
        instructions: [],
      });
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error(`${name} stands before FROM.`);
      stage.instructions.push(instruction);
    }
  }
  return stages;
}

/** The last instruction of that name. */
export function last({ instructions }: Stage, name: string): Instruction | undefined {
  return instructions.findLast((instruction) => instruction.name === name);
}

/** The variables of all ENV or LABEL instructions. */
export function variables({ instructions }: Stage, name: "ENV" | "LABEL"): ReadonlyMap<string, string> {
  const pairs = instructions
    .filter((instruction) => instruction.name === name)
    .flatMap(({ text }) => [...text.matchAll(pairPattern)]);
  return new Map(pairs.map(([, variable = "", quoted, plain]) => [variable, quoted ?? plain ?? ""]));
}

/** `VARIABLE=value` or `VARIABLE="a value"`. */
const pairPattern = /([\w.]+)=(?:"([^"]*)"|(\S*))/g;

function instructionsOf(text: string): Instruction[] {
  const lines = text
    .split("\n")
    .filter((line) => !/^\s*(?:#|$)/.test(line))
    .join("\n")
    .replaceAll(/\\\n\s*/g, "");
  return lines.split("\n").map((line) => {
    const [name = "", rest = ""] = splitOnce(line.trim(), " ");
    const flags = new Map<string, string>();
    const body = rest.replace(/^(?:--[\w-]+=\S+\s+)*/, (found) => {
      for (const flag of found.trim().split(/\s+/)) if (flag !== "") flags.set(...pairOf(flag.slice(2)));
      return "";
    });
    return { name, flags, text: body.trim(), words: wordsOf(body.trim()) };
  });
}

function pairOf(text: string): [string, string] {
  const [name = "", value = ""] = splitOnce(text, "=");
  return [name, value];
}

function wordsOf(text: string): string[] {
  return text.startsWith("[") ? (JSON.parse(text) as string[]) : text.split(/\s+/);
}

function splitOnce(text: string, separator: string): string[] {
  const place = text.indexOf(separator);
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + separator.length)];
}
