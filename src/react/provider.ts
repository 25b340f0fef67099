import { createContext, createElement, type ReactElement, type ReactNode, useContext, useEffect, useState } from "react";
import { ShoalClient, type ShoalClientOptions } from "shoal/client";

/** A client of the application's own, or the address and the token of one that the provider makes and closes. */
export type ShoalProviderProps = WithClient | WithUrl;

interface WithClient {
  /** Made and closed by the application. */
  readonly client: ShoalClient;
  readonly url?: undefined;
  readonly children?: ReactNode;
}

interface WithUrl {
  /** The server's address. Another address is another client. */
  readonly url: string;
  /** The session's token. Absent: the page's cookie. Another token is another client. */
  readonly token?: string | undefined;
  /** How the client is made otherwise, read when it is made. */
  readonly options?: Omit<ShoalClientOptions, "token"> | undefined;
  readonly client?: undefined;
  readonly children?: ReactNode;
}

/** `null`: there is no provider. */
const ClientContext = createContext<ShoalClient | undefined | null>(null);

/**
 * Gives its descendants a client. On the server, and in the first render with `url`, there is none yet: the hooks then give empty values.
 * @example
 * <ShoalProvider url="https://chat.example.org" token={token}>
 *   <Room id="lobby" />
 * </ShoalProvider>
 */
export function ShoalProvider(props: ShoalProviderProps): ReactElement {
  const [own, setOwn] = useState<ShoalClient | undefined>(undefined);
  const { client, url } = props;
  const [token, options] = client === undefined ? [props.token, props.options] : [];

  // An effect, and not the render: a render may be thrown away, and a client without an owner would stay connected.
  useEffect(() => {
    if (url === undefined) return undefined;
    const made = new ShoalClient(url, { ...options, token });
    setOwn(made);
    return () => {
      made.close();
      setOwn(undefined);
    };
  }, [url, token]);

  return createElement(ClientContext.Provider, { value: client ?? own }, props.children);
}

/** The provider's client. Throws where there is no provider. */
export function useClient(): ShoalClient | undefined {
  const client = useContext(ClientContext);
  if (client === null) throw new Error("The hooks of shoal/react need a <ShoalProvider> around their component.");
  return client;
}
