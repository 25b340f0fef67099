import { dateAndTime, timeOfDay } from "../i18n/format.ts";
import { MessageBody } from "./message-body.tsx";
import { NotSent } from "./not-sent.tsx";
import type { MessageRow as MessageRowData } from "./rows.ts";

/** A message, from the moment at which it was written: the same element before and after it is stored. */
export function MessageRow({ row, isLastOwn }: { row: MessageRowData; isLastOwn: boolean }) {
  const { message, isHeading } = row;
  const { outgoing } = message;
  const state = outgoing?.state ?? (isLastOwn ? "sent" : undefined);
  return (
    <MessageBody person={message.by} text={message.text} isHeading={isHeading} state={state} time={<MessageTime {...message} />}>
      {outgoing?.state === "failed" && <NotSent message={outgoing} />}
    </MessageBody>
  );
}

/** Until it is stored, the time is this device's. */
function MessageTime({ at, outgoing }: MessageRowData["message"]) {
  if (outgoing !== undefined) return <time translate={false}>{timeOfDay(at)}</time>;
  return (
    <time translate={false} dateTime={new Date(at).toISOString()} title={dateAndTime(at)}>
      {timeOfDay(at)}
    </time>
  );
}
