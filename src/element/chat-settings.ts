/** What the attributes of the element say. An absent attribute and an empty one are the same. */
export interface ChatSettings {
  /** The server's address. */
  readonly url: string;
  /** The id of a room, or the name of a public one. */
  readonly room: string;
  /** The token of a session. */
  readonly token: string;
  /** Of the host application, for one of its users. */
  readonly jwt: string;
  /** Signs in a guest where there is neither a token nor a JWT. */
  readonly guestNickname: string;
}

/** Whether another session is needed, and not only another room. */
export function isSameVisitor(one: ChatSettings, other: ChatSettings): boolean {
  return (["url", "token", "jwt", "guestNickname"] as const).every((name) => one[name] === other[name]);
}
