import { server } from "../server-address.ts";

export interface Rule {
  readonly name: string;
  readonly address: string;
}

/** A section of an RFC: `rfc(6455, "5.3")`. */
export function rfc(number: number, section: string): Rule {
  return {
    name: `RFC ${number}, ${section}`,
    address: `https://www.rfc-editor.org/rfc/rfc${number}.html#section-${section}`,
  };
}

/** A section of a draft of WebSocket: `websocketDraft("hixie", 76, "5.2")`. */
export function websocketDraft(by: string, number: number, section: string): Rule {
  return {
    name: `${by}-${number}, ${section}`,
    address: `https://datatracker.ietf.org/doc/html/draft-${by}-thewebsocketprotocol-${number}#section-${section}`,
  };
}

/** A clause of PROTOCOL.md, which the server has beside the page: `clause("P62")`. */
export function clause(id: string): Rule {
  return { name: `PROTOCOL.md, ${id}`, address: new URL(`protocol.txt#:~:text=${id}`, server).href };
}
