export interface EmojiPickerProps {
  onPick: (emoji: string) => void;
  /** Esc, a click beside it. The browser has given the focus back to what had it. */
  onClose: () => void;
  /** It opens beside this; without it in the middle. A phone has a sheet at the lower edge. */
  anchor?: Element | null | undefined;
}
