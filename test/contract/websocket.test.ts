import { socketAddressOf } from "../../src/client/address.ts";
import { webSocketTransport } from "../../src/client/transports/websocket.ts";
import { paths } from "../../src/protocol/http.ts";
import { transportContract } from "./transport.ts";

const create = (serverUrl: string) => webSocketTransport(socketAddressOf(serverUrl, paths.socket), WebSocket);
transportContract("websocket", { create, opensBeforeHello: true });
