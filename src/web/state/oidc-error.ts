import { signal } from "@preact/signals";
import type { AnyErrorCode } from "../../client/index.ts";

/** Why a signed-in user came back from the provider, or with a JWT, without what they wanted [P162f]. Until it is told. */
export const oidcError = signal<AnyErrorCode | undefined>(undefined);
