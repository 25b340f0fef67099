import { pluralOf } from "../../i18n/plural.ts";

const plural = pluralOf("en");

/** The words of the connection that are loaded once the page is there. Other languages have the same shape, or they do not compile. */
export const connectionEn = {
  connecting: "Connecting…",
  reconnecting: "Reconnecting…",
  lost: (seconds: number) =>
    plural(seconds, { one: "Connection lost. Next try in # second.", other: "Connection lost. Next try in # seconds." }),
  restarting: (seconds: number) =>
    plural(seconds, {
      one: "The server is restarting. Next try in # second.",
      other: "The server is restarting. Next try in # seconds.",
    }),
  offline: "You are offline. What you write is kept and sent later.",
  offlineNotKept: "You are offline. What you write is sent later.",
  keepsNothing: "This browser keeps nothing of this page: what is not sent when you close it is lost.",
  keepsNoVisit: "This browser keeps nothing of this page: you and your nickname are gone when you close or reload it.",
  noted: "Got it",
  notKept: "This browser keeps nothing: leave this page open until all is sent.",
  fallback: (name: string) => `Connected by ${name}, as WebSocket did not get through.`,
  tryNow: "Try now",
  useHere: "Continue here",
  explained: {
    none: "You see everything as it happens.",
    connecting: "The page is looking for the server.",
    reconnecting: "The page is looking for the server again.",
    lost: "The server does not answer. The page tries again by itself.",
    restarting: "The server is restarting. The page tries again by itself.",
    offline: "This device has no network. The page connects by itself when it is back.",
  },
  /** How each transport works, for a reader who has never heard its name. */
  transports: {
    websocket: "One open line carries everything both ways (WebSocket).",
    stream: "Messages arrive over an answer that stays open, yours go up in requests of their own (stream).",
    "long-poll": "The page asks, and the server answers as soon as there is something new (long-poll).",
    poll: "The page asks every few seconds: messages arrive a little late (poll).",
  },
  since: (time: string) => `Connected since ${time}.`,
  lostSince: (time: string) => `Not connected since ${time}.`,
  waiting: (count: number, where: string) =>
    plural(count, { one: `# message waits to be sent: ${where}.`, other: `# messages wait to be sent: ${where}.` }),
  nothingWaits: "Nothing waits to be sent.",
  lastError: (time: string, sentence: string) => `Last interruption at ${time}: ${sentence}`,
  why: "The best way, WebSocket, did not get through; often a proxy or a firewall on the way stops it. Messages arrive all the same, and the page tries WebSocket again by itself. The operator can let it pass for good.",
};

export type ConnectionDictionary = typeof connectionEn;
