import { type Command, InvalidArgumentError, Option } from "commander";
import type * as v from "valibot";

/** Of a schema, as far as a flag needs it. */
interface FieldSchema {
  readonly type: string;
  readonly wrapped?: FieldSchema;
  readonly options?: readonly unknown[];
}

const yes = ["true", "yes", "on", "1"];
const no = ["false", "no", "off", "0"];

/** A flag for each field of a command's input: `userId` is `--user-id`. The server checks the values. */
export function addFields(command: Command, entries: v.ObjectEntries): void {
  for (const [name, schema] of Object.entries(entries)) {
    const isOptional = schema.type === "optional";
    const field: FieldSchema = (isOptional ? (schema as FieldSchema).wrapped : schema) ?? schema;
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    command.addOption(optionOf(flag, field, isOptional));
  }
}

function optionOf(flag: string, { type, options }: FieldSchema, isOptional: boolean): Option {
  const note = isOptional ? "" : "(needed)";
  const option = makeOption();
  return isOptional ? option : option.makeOptionMandatory();

  function makeOption(): Option {
    if (type === "boolean") return new Option(`${flag} [yes|no]`, note).preset("yes").argParser(readSwitch);
    if (type === "number") return new Option(`${flag} <number>`, note).argParser(readNumber);
    if (type === "array") return new Option(`${flag} <words>`, `with commas between ${note}`.trim()).argParser(readWords);
    if (type === "picklist") return new Option(`${flag} <word>`, `${(options ?? []).join(", ")} ${note}`.trim());
    return new Option(`${flag} <text>`, note);
  }
}

function readWords(text: string): string[] {
  return text.split(",").map((word) => word.trim());
}

function readSwitch(text: string): boolean {
  if (yes.includes(text.toLowerCase())) return true;
  if (no.includes(text.toLowerCase())) return false;
  throw new InvalidArgumentError("It is yes or no.");
}

function readNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new InvalidArgumentError("It is a number.");
  return number;
}
