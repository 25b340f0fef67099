/** A sentence for the operator that says what to do. The command prints it and ends with 1. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}
