import { isolated } from "../i18n/isolated.ts";
import { pluralOf } from "../i18n/plural.ts";

const plural = pluralOf("en");

/** The words of cards, of the profile and of devices: nothing that is there from the start needs them. */
export const en = {
  card: (name: string) => `About ${isolated(name)}`,
  since: (date: string) => `Here since ${date}`,
  commonRooms: "Rooms in common",
  sendMessage: "Message",
  mention: "Mention",
  block: "Block",
  unblock: "Unblock",
  blockAsk: (name: string) => `Block ${isolated(name)}?`,
  blockExplain:
    "Neither of you can send private messages or invitations to the other. What they write in rooms is folded and no longer notifies you.",
  isBlocked: "You have blocked this person.",
  profile: "Profile",
  status: "Status",
  statusHint: "A line about you, for everyone",
  colour: "Colour",
  colours: [
    ...["Red", "Clay", "Bronze", "Moss", "Green", "Pine"],
    ...["Turquoise", "Navy", "Blue", "Lavender", "Orchid", "Plum"],
  ] as readonly string[],
  saveProfile: "Save",
  saved: "Saved",
  tooManyNames: (minutes: number) =>
    plural(minutes, {
      one: "You changed your nickname often. You can again in # minute.",
      other: "You changed your nickname often. You can again in # minutes.",
    }),
  devices: "Your devices",
  thisDevice: "This device",
  unnamedDevice: "A device without a name",
  activeNow: "Active now",
  lastSeen: (when: string) => `Last seen ${when}`,
  signOutDevice: (device: string) => `Sign out ${device}`,
  signOutShort: "Sign out",
  signOutOthers: "Sign out all others",
  signOutOthersAsk: "Sign out all other devices?",
  signOutOthersExplain: "You stay signed in here only. Open device links stop working, too.",
};

export type DetailWords = typeof en;
