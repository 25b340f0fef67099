/** A sentence for the operator: the server cannot start like this. */
export class StartError extends Error {
  override readonly name = "StartError";
}
