import type { HttpTransportName } from "../../../src/client/transports/http.ts";
import { transportNamed } from "../../support/transport-named.ts";
import type { TransportUnderTest } from "./subject.ts";

export function httpSubject(name: HttpTransportName): TransportUnderTest {
  return { create: (serverUrl) => transportNamed(name, serverUrl), opensBeforeHello: false };
}
