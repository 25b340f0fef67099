import { useId } from "preact/hooks";

interface SelectProps<Value extends string> {
  label: string;
  values: readonly Value[];
  labels: Readonly<Record<Value, string>>;
  chosen: Value;
  onChoose: (value: Value) => void;
}

/** One of some, in the place of one. */
export function Select<Value extends string>({ label, values, labels, chosen, onChoose }: SelectProps<Value>) {
  const id = useId();
  return (
    <div class="select-line">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="input"
        value={chosen}
        onChange={({ currentTarget }) => {
          const value = values.find((each) => each === currentTarget.value);
          if (value !== undefined) onChoose(value);
        }}
      >
        {values.map((value) => (
          <option key={value} value={value}>
            {labels[value]}
          </option>
        ))}
      </select>
    </div>
  );
}
