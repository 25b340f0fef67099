import { useEffect, useState } from "preact/hooks";
import { type ServerInfo, serverInfo } from "../../client/index.ts";
import { REQUEST_MS_MAX } from "../state/patience.ts";
import { server } from "../state/session.ts";

/** What the server tells of itself; nothing until it does, and from an older one. */
export function useServerInfo(): Partial<ServerInfo> {
  const [info, setInfo] = useState<Partial<ServerInfo>>({});
  useEffect(() => {
    serverInfo(server, { signal: AbortSignal.timeout(REQUEST_MS_MAX) }).then(setInfo, () => {});
  }, []);
  return info;
}
