/**
 * The room that everybody is in. In a file of its own: a program that uses nothing else of the SDK loads nothing else.
 * @example await client.send(LOBBY_ID, "Hello!");
 */
export const LOBBY_ID = "lobby";
