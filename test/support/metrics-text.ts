/** A sample of Prometheus' text format, version 0.0.4. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface MetricFamily {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

const samplePattern = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?[0-9.]+(?:e[+-]?\d+)?|\+Inf|-Inf|NaN)$/;
const labelPattern = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;

/** Reads the text strictly: each family has a help, a type and then its own samples; histograms are cumulative and end with `+Inf`. Throws at the first fault. */
export function parseMetrics(text: string): ReadonlyMap<string, MetricFamily> {
  if (!text.endsWith("\n")) throw new Error("The text must end with a newline.");
  const families = new Map<string, MetricFamily & { samples: MetricSample[] }>();
  let open: (MetricFamily & { samples: MetricSample[] }) | undefined;
  let announced: { name: string; help: string } | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    if (line === "") continue;
    const [, helpName, help = ""] = /^# HELP (\S+) (.+)$/.exec(line) ?? [];
    const [, typeName, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (helpName !== undefined) announced = { name: helpName, help };
    else if (typeName !== undefined) {
      if (announced?.name !== typeName) throw new Error(`${typeName} has a type before its help.`);
      if (families.has(typeName)) throw new Error(`${typeName} is there twice.`);
      open = { ...announced, type: type as MetricFamily["type"], samples: [] };
      families.set(typeName, open);
    } else open?.samples.push(readSample(line, open));
  }
  for (const family of families.values()) check(family);
  return families;
}

/** The value of the sample that has these labels and no others. */
export function metricValue(
  families: ReadonlyMap<string, MetricFamily>,
  name: string,
  labels: Record<string, string> = {},
): number {
  const family = families.get(name) ?? families.get(name.replace(/_(?:bucket|sum|count)$/, ""));
  const sample = family?.samples.find((each) => each.name === name && Bun.deepEquals(each.labels, labels));
  if (sample === undefined) throw new Error(`There is no ${name}${JSON.stringify(labels)}.`);
  return sample.value;
}

function readSample(line: string, { name: familyName, type }: MetricFamily): MetricSample {
  const [, name = "", labelText = "", value = ""] = samplePattern.exec(line) ?? [];
  const isOwn = type === "histogram" ? name.replace(/_(?:bucket|sum|count)$/, "") === familyName : name === familyName;
  if (!isOwn) throw new Error(`Not a sample of ${familyName}: ${line}`);
  const labels: Record<string, string> = {};
  labelPattern.lastIndex = 0;
  while (labelPattern.lastIndex < labelText.length) {
    const [, label = "", text = ""] = labelPattern.exec(labelText) ?? [];
    if (label === "" || label in labels) throw new Error(`Not the labels of a sample: ${line}`);
    labels[label] = text;
  }
  return { name, labels, value: value === "+Inf" ? Number.POSITIVE_INFINITY : Number(value) };
}

function check({ name, type, samples }: MetricFamily): void {
  if (type === "counter" && (!name.endsWith("_total") || samples.some(({ value }) => !(value >= 0)))) {
    throw new Error(`${name} is no counter.`);
  }
  const keys = new Set(samples.map((sample) => `${sample.name}${JSON.stringify(sample.labels)}`));
  if (keys.size !== samples.length) throw new Error(`${name} has a sample twice.`);
  if (type !== "histogram") return;
  const buckets = samples.filter((sample) => sample.name === `${name}_bucket`);
  const counts = buckets.map(({ value }) => value);
  const bounds = buckets.map(({ labels }) => (labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels.le)));
  const isAscending = (values: number[]): boolean =>
    values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0));
  const count = samples.find((sample) => sample.name === `${name}_count`)?.value;
  const hasSum = samples.some((sample) => sample.name === `${name}_sum`);
  if (
    !isAscending(counts) ||
    !isAscending(bounds) ||
    bounds.at(-1) !== Number.POSITIVE_INFINITY ||
    count !== counts.at(-1) ||
    !hasSum
  ) {
    throw new Error(`${name} is no histogram.`);
  }
}
