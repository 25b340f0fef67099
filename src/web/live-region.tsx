import { useState } from "preact/hooks";

interface Announcement {
  readonly text: string;
  readonly number: number;
}

/** The announcement of a `LiveRegion`, and how to make the next one. */
export function useAnnouncement(): [Announcement, (text: string) => void] {
  const [announcement, setAnnouncement] = useState<Announcement>({ text: "", number: 0 });
  return [announcement, (text) => setAnnouncement(({ number }) => ({ text, number: number + 1 }))];
}

/** Text for screen readers only. Each announcement is an element of its own: the same text again is read out again. */
export function LiveRegion({ topic, announcement }: { topic: "messages" | "invitations" | "order"; announcement: Announcement }) {
  return (
    <div class="hidden-text" aria-live="polite" data-topic={topic}>
      <p key={announcement.number}>{announcement.text}</p>
    </div>
  );
}
