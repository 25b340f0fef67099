import { useEffect, useState } from "preact/hooks";
import { type AnyErrorCode, isKnownErrorCode, oidcAddress } from "../../client/index.ts";
import { Problem } from "../forms/problem.tsx";
import { words } from "../i18n/words.ts";
import { deviceName } from "../state/device-name.ts";
import { server } from "../state/session.ts";
import { keepForReturn, returnFromProvider } from "./provider-return.ts";
import { accountWords } from "./words.ts";

interface OidcButtonProps {
  /** Of the provider. */
  readonly name: string;
  /** Whether it is the usual way in, before the form. */
  readonly isMain: boolean;
}

/** The way to the provider of identities, beside the form for a nickname [P162b]. */
export function OidcButton({ name, isMain }: OidcButtonProps) {
  const [error, setError] = useState<AnyErrorCode | undefined>(undefined);
  useEffect(() => setError(returnFromProvider()), []);
  const say = accountWords.value;
  const or = <p class="sign-in-or hint">{isMain ? say.orWithPassword : say.or}</p>;
  const problem = error && words.value.errors[isKnownErrorCode(error) ? error : "oidc-failed"];
  return (
    <>
      {!isMain && or}
      <Problem text={problem} />
      <a
        class={`button large ${isMain ? "primary" : ""}`}
        href={oidcAddress(server, deviceName(navigator.userAgent))}
        onClick={keepForReturn}
      >
        {say.signInWith(name)}
      </a>
      {isMain && or}
    </>
  );
}
