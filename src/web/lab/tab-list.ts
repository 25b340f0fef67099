import type { ComponentType } from "preact";
import type { InLanguages } from "./tab-words.ts";

export interface Tab {
  /** Also the address after the `#`. */
  readonly id: string;
  readonly name: InLanguages<string>;
  /** Its code and its words come when it is shown. */
  readonly load: () => Promise<ComponentType>;
}

interface TabGroup {
  readonly id: string;
  readonly name: InLanguages<string>;
  readonly tabs: readonly Tab[];
}

/** In the order of a lesson. A new tab is an entry here and a folder. */
export const tabGroups: readonly TabGroup[] = [
  {
    id: "before",
    name: { en: "Before WebSocket", zh: "WebSocket 之前" },
    tabs: [
      {
        id: "race",
        name: { en: "Race", zh: "赛跑" },
        load: async () => (await import("./race/race-tab.tsx")).RaceTab,
      },
      {
        id: "costs",
        name: { en: "Costs", zh: "开销" },
        load: async () => (await import("./costs/costs-tab.tsx")).CostsTab,
      },
      {
        id: "rhythm",
        name: { en: "Rhythm", zh: "节奏" },
        load: async () => (await import("./rhythm/rhythm-tab.tsx")).RhythmTab,
      },
      {
        id: "museum",
        name: { en: "Museum", zh: "博物馆" },
        load: async () => (await import("./museum/museum-tab.tsx")).MuseumTab,
      },
    ],
  },
  {
    id: "opening",
    name: { en: "The handshake", zh: "建立连接" },
    tabs: [
      {
        id: "handshake",
        name: { en: "Handshake", zh: "握手" },
        load: async () => (await import("./handshake/handshake-tab.tsx")).HandshakeTab,
      },
      {
        id: "request",
        name: { en: "Request", zh: "请求" },
        load: async () => (await import("./request/request-tab.tsx")).RequestTab,
      },
    ],
  },
  {
    id: "frames",
    name: { en: "Frames", zh: "帧的结构" },
    tabs: [
      {
        id: "frame",
        name: { en: "Frame", zh: "帧" },
        load: async () => (await import("./frame/frame-tab.tsx")).FrameTab,
      },
      {
        id: "bytes",
        name: { en: "Bytes", zh: "字节" },
        load: async () => (await import("./bytes/bytes-tab.tsx")).BytesTab,
      },
      {
        id: "fragments",
        name: { en: "Fragments", zh: "分片" },
        load: async () => (await import("./fragments/fragments-tab.tsx")).FragmentsTab,
      },
      {
        id: "deflate",
        name: { en: "Compression", zh: "压缩" },
        load: async () => (await import("./deflate/deflate-tab.tsx")).DeflateTab,
      },
    ],
  },
  {
    id: "sockets",
    name: { en: "The socket", zh: "使用连接" },
    tabs: [
      {
        id: "socket",
        name: { en: "Socket", zh: "套接字" },
        load: async () => (await import("./socket/socket-tab.tsx")).SocketTab,
      },
      {
        id: "life",
        name: { en: "Life", zh: "一生" },
        load: async () => (await import("./life/life-tab.tsx")).LifeTab,
      },
      {
        id: "duplex",
        name: { en: "Both directions", zh: "双向同时" },
        load: async () => (await import("./duplex/duplex-tab.tsx")).DuplexTab,
      },
    ],
  },
  {
    id: "speaking",
    name: { en: "The server speaks", zh: "服务器开口" },
    tabs: [
      {
        id: "push",
        name: { en: "Push", zh: "推送" },
        load: async () => (await import("./push/push-tab.tsx")).PushTab,
      },
      {
        id: "observers",
        name: { en: "Who is connected", zh: "谁在线" },
        load: async () => (await import("./observers/observers-tab.tsx")).ObserversTab,
      },
    ],
  },
  {
    id: "conclusion",
    name: { en: "In conclusion", zh: "最后" },
    tabs: [
      {
        id: "notes",
        name: { en: "Set right", zh: "澄清误解" },
        load: async () => (await import("./notes/notes-tab.tsx")).NotesTab,
      },
      {
        id: "results",
        name: { en: "Results", zh: "对比结果" },
        load: async () => (await import("./results/results-tab.tsx")).ResultsTab,
      },
    ],
  },
];

export const tabs: readonly Tab[] = tabGroups.flatMap((group) => group.tabs);

/** Without an address of a tab, the lab begins here. */
const firstId = "handshake";

/** The tab of an address. An unknown one is that of the beginning. */
export function tabOf(id: string): Tab {
  const tab = tabs.find((each) => each.id === id) ?? tabs.find((each) => each.id === firstId);
  if (tab === undefined) throw new Error("The lab has no first tab.");
  return tab;
}
