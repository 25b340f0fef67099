/** Ends an inspection: one clear sentence, and exit code 1. */
export class InspectionError extends Error {
  override readonly name = "InspectionError";
}
