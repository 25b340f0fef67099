/**
 * The wire's version, offered in `hello` and answered in `welcome` [P3].
 * `version.test.ts` pins a hash of every schema beside it: a changed wire fails there until a developer decides whether old
 * clients can live with it.
 */
export const PROTOCOL_VERSION = 1;
