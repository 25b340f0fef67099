import { useEffect } from "preact/hooks";
import { ShoalError } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { visitBy } from "../state/device-link-visit.ts";
import { deviceName } from "../state/device-name.ts";
import { openedLink } from "../state/navigation.ts";
import { oidcError } from "../state/oidc-error.ts";
import { server } from "../state/session.ts";

/**
 * A JWT that was opened where a user is signed in [P160g]. Of the same user it has done all that it can; of another one it becomes a device link, by
 * which the user is asked.
 */
export function JwtVisit({ jwt }: { jwt: string }) {
  const { me } = useChat();
  useEffect(() => {
    const link = openedLink.peek();
    // Another one may have been opened meanwhile.
    const goOn = (next: typeof link): void => {
      if (openedLink.peek() === link) openedLink.value = next;
    };
    const follow = async (): Promise<void> => {
      const visit = await visitBy({ jwt }, server, deviceName(navigator.userAgent));
      goOn(visit.user.id === me.id ? undefined : { deviceLink: visit.deviceLink });
      await visit.end();
    };
    follow().catch((error: unknown) => {
      goOn(undefined);
      oidcError.value = error instanceof ShoalError ? error.code : "unavailable";
    });
  }, [jwt, me.id]);
  return null;
}
