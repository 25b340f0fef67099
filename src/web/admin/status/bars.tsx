interface BarsProps {
  rows: readonly { readonly name: string; readonly value: number; readonly text: string }[];
}

/** Each value beside a bar that compares it with the others. The numbers are text; the bars only show them. */
export function Bars({ rows }: BarsProps) {
  const max = Math.max(1, ...rows.map(({ value }) => value));
  return (
    <dl class="bars">
      {rows.map(({ name, value, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <span class="bar" style={{ "--share": value / max }} aria-hidden="true" />
            {text}
          </dd>
        </div>
      ))}
    </dl>
  );
}
