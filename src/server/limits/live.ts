/** Something that an administrator may change while the server runs. */
export type Live<Value> = () => Value;

/** As it is now: fixed, or live. */
export function liveOf<Value extends number | boolean>(value: Value | Live<Value>): Live<Value> {
  return typeof value === "function" ? value : () => value;
}
