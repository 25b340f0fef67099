import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { type Clock, systemClock } from "../../../clock.ts";
import { errorKind, ShoalError } from "../../../protocol/errors.ts";
import { parseInput } from "../../../protocol/frames/parse.ts";
import { attachRequest, connectionHeader, paths } from "../../../protocol/http.ts";
import { Costs } from "../../gateway/costs.ts";
import { HttpGateway } from "../../gateway/http/http-gateway.ts";
import { UnattachedFrames } from "../../gateway/http/unattached-frames.ts";
import { newGateway } from "../../gateway/testing/new-gateway.ts";
import { Load } from "../../limits/load.ts";
import { WaitingBytes } from "../../limits/waiting-bytes.ts";
import { openSqliteStorage } from "../../storage/sqlite/sqlite-storage.ts";
import type { LogAppend, Storage } from "../../storage/storage.ts";
import { FaultyBuses } from "./faulty-buses.ts";

export type TestNode = ReturnType<typeof startNode>;

export interface SeveralNodes extends AsyncDisposable {
  readonly storage: Storage;
  readonly buses: FaultyBuses;
  readonly nodes: readonly TestNode[];
  /** As a proxy without any memory: each request goes to the next node. */
  readonly fetch: typeof fetch;
  /** Requests to each path. */
  readonly requestCounts: Map<string, number>;
}

const log = { info() {}, warn() {}, error: (_message: string, error: unknown) => Promise.reject(error) };

/** Gateways of several nodes over one storage, in one process. */
export async function startNodes(count: number, clock: Clock = systemClock): Promise<SeveralNodes> {
  const folder = await temporaryFolder();
  const nodes: TestNode[] = [];
  const onCommit = (appends: readonly LogAppend[]): void => {
    for (const { core } of nodes) core.gateway.committed(appends);
  };
  const storage = await openSqliteStorage({ folder: folder.path, onCommit });
  const buses = new FaultyBuses(clock);
  for (let index = 0; index < count; index += 1) nodes.push(startNode({ storage, clock, buses, name: `n${index}` }));
  const requestCounts = new Map<string, number>();
  let next = 0;
  return {
    ...{ storage, buses, nodes, requestCounts },
    fetch: Object.assign(
      (input: string | URL | Request, init: RequestInit = {}) => {
        const { pathname } = new URL(String(input));
        requestCounts.set(pathname, (requestCounts.get(pathname) ?? 0) + 1);
        next += 1;
        const node = nodes[next % nodes.length];
        if (node === undefined) throw new Error("no nodes");
        return answer(node.http, pathname, init);
      },
      { preconnect() {} },
    ),
    async [Symbol.asyncDispose]() {
      for (const { core, http } of nodes) {
        core.gateway.drain();
        http.close();
        core.gateway.close();
        core.nodes.close();
      }
      await storage.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

interface NodeOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly buses: FaultyBuses;
  readonly name: string;
}

function startNode({ storage, clock, buses, name }: NodeOptions) {
  const core = newGateway({ storage, clock, log, bus: buses.connect(name) });
  const load = new Load({ perSecond: 0, clock });
  const { gateway, accounts, endedSessions, conversations, presence, requests, nodes } = core;
  const isMember = (...asked: [string, string]): Promise<boolean> => conversations.isMember(...asked);
  const http = new HttpGateway({
    ...{ gateway, accounts, load, endedSessions, clock, costs: new Costs(clock) },
    waiting: new WaitingBytes({ onDropped() {} }),
    unattached: new UnattachedFrames({
      ...{ requests, load, clock, log, isPaceLimited: () => false, amongNodes: { presence, isMember } },
    }),
    otherNodes: nodes.http,
  });
  nodes.begin(() => ({ name, version: "1", startedAt: clock.now(), connections: {}, postsPerSecond: 0 }));
  return { core, http, name };
}

/** What `http/transports.ts` does with a request, without a socket. */
async function answer(http: HttpGateway, path: string, { headers, body, signal, method }: RequestInit): Promise<Response> {
  const given = new Headers(headers);
  const caller = {
    connectionId: given.get(connectionHeader) ?? undefined,
    token: given.get("authorization")?.slice("Bearer ".length),
    isBrowser: false,
    bodyBytes: 0,
    address: "127.0.0.1",
    signal: signal ?? new AbortController().signal,
  };
  try {
    if (method === "DELETE") {
      http.leave(caller);
      return new Response(null, { status: 204 });
    }
    const client = await http.identify(caller);
    if (path.endsWith(paths.frames)) {
      const answers = await http.receive(String(body).split("\n"), client);
      return new Response(answers.map((line) => `${line}\n`).join(""));
    }
    const request = parseInput(attachRequest, String(body));
    const poll = request.waitMs > 0 ? "long-poll" : "poll";
    return await http.attach(path.endsWith(paths.stream) ? "stream" : poll, request, client, { hold() {}, release() {} });
  } catch (error) {
    if (!(error instanceof ShoalError)) throw error;
    return Response.json({ error: error.code, message: error.message }, { status: errorKind(error.code).httpStatus });
  }
}
