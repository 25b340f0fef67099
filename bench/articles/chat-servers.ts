import { geventGroup, shoal, tornadoRoom } from "../support/contenders.ts";
import { pythonPeer } from "../support/python.ts";
import { ServerProcess, startShoal } from "../support/server-process.ts";
import { type Member, PlainMember, ShoalMember } from "./members.ts";

/** A server, and the client that belongs to it. */
export interface ChatServer {
  readonly name: string;
  start(dataFolder: string): Promise<ServerProcess>;
  enter(server: ServerProcess, nickname: string): Promise<Member>;
  /** Where a bare WebSocket is told all messages. */
  readonly plainPath: string;
  /** How mallory says that she is ann. */
  readonly falseName: { readonly path: string; readonly listenerPath: string; readonly message: string };
}

const falseField = {
  path: "/conn/ws/mallory",
  listenerPath: "/conn/ws/ben",
  message: JSON.stringify({ from_user: "ann", to_user: "", message: "hello" }),
};

export const geventServer: ChatServer = {
  name: geventGroup.name,
  start: () => startPeer("gevent-group.py"),
  enter: (server) => PlainMember.enter(server.port, "/conn_ws"),
  plainPath: "/conn_ws",
  falseName: falseField,
};

export const tidyGeventServer: ChatServer = {
  ...geventServer,
  name: "gevent-websocket, a list without those who left",
  start: () => startPeer("gevent-group.py", "tidy"),
};

export const tornadoServer: ChatServer = {
  name: tornadoRoom.name,
  start: () => startPeer("tornado-room.py"),
  enter: (server, nickname) => PlainMember.enter(server.port, `/chat?name=${nickname}`),
  plainPath: "/chat",
  falseName: { path: "/chat?name=ann", listenerPath: "/chat?name=ben", message: "hello" },
};

export const shoalServer: ChatServer = {
  name: shoal.name,
  start: (dataFolder) => startShoal(dataFolder, { core: "any" }),
  enter: (server, nickname) => ShoalMember.enter(server.url, nickname),
  plainPath: "/conn_ws",
  falseName: falseField,
};

/** What a peer says of its exceptions is not shown: they are measured. */
function startPeer(file: string, ...parameters: readonly string[]): Promise<ServerProcess> {
  return ServerProcess.start(pythonPeer(file, ...parameters), { core: "any", isQuiet: true });
}
