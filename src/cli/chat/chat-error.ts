/** The requested action is not possible; the message is a sentence. */
export class ChatError extends Error {
  override readonly name = "ChatError";
}
