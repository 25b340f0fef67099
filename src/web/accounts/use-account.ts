import { useEffect, useState } from "preact/hooks";
import { type Account, account } from "../../client/index.ts";
import { bounded, server } from "../state/session.ts";

export interface LoadedAccount {
  /** Missing until it is loaded, and with a server that cannot be reached or knows no accounts. */
  readonly account: Account | undefined;
  /** It is loaded, or cannot be. */
  readonly isSettled: boolean;
  readonly reload: () => Promise<void>;
}

/** The user's own account, as the server has it. */
export function useAccount(): LoadedAccount {
  const [state, setState] = useState<{ readonly account?: Account; readonly isSettled: boolean }>({ isSettled: false });
  const reload = async (): Promise<void> => setState({ account: await account(server, bounded()), isSettled: true });
  useEffect(() => void reload().catch(() => setState({ isSettled: true })), []);
  return { account: state.account, isSettled: state.isSettled, reload };
}
