import type { ServerAction } from "../../client/index.ts";
import { type LazyComponent, lazy } from "../lazy.tsx";

export const tabIds = ["people", "rooms", "reports", "audit", "status", "settings", "raid", "addresses"] as const;
/** Also the address after the `#`. */
export type TabId = (typeof tabIds)[number];

export interface Tab {
  readonly id: TabId;
  /** What the user needs to be allowed to see it. */
  readonly needs: ServerAction;
  /** On a grid of 24. */
  readonly icon: string;
  /** Its code and its words come when it is shown. */
  readonly Content: LazyComponent<object>;
}

/** In the order of the page. */
export const tabs: readonly Tab[] = [
  {
    id: "people",
    needs: "see-people",
    icon: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c0-3.3 2.7-6 6-6s6 2.7 6 6M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.4c1.8.9 3 3 3 5.6",
    Content: lazy(async () => (await import("./people/people-tab.tsx")).PeopleTab),
  },
  {
    id: "rooms",
    needs: "see-rooms",
    icon: "M9.5 4 7.5 20M16.5 4l-2 16M4.5 9h16M3.5 15h16",
    Content: lazy(async () => (await import("./rooms/rooms-tab.tsx")).RoomsTab),
  },
  {
    id: "reports",
    needs: "see-reports",
    icon: "M6 21V4.5c4-2 8 2 12 0V14c-4 2-8-2-12 0",
    Content: lazy(async () => (await import("./reports/reports-tab.tsx")).ReportsTab),
  },
  {
    id: "audit",
    needs: "see-audit",
    icon: "M8 4.5H6V21h12V4.5h-2M9 3h6v3.5H9zM9 11h6M9 14.5h6M9 18h4",
    Content: lazy(async () => (await import("./audit/audit-tab.tsx")).AuditTab),
  },
  {
    id: "status",
    needs: "see-status",
    icon: "M3 12.5h4l2.5-7 4.5 13 2.5-6H21",
    Content: lazy(async () => (await import("./status/status-tab.tsx")).StatusTab),
  },
  {
    id: "settings",
    needs: "change-settings",
    icon: "M4 7h9m4 0h3M4 17h3m4 0h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
    Content: lazy(async () => (await import("./settings/settings-tab.tsx")).SettingsTab),
  },
  {
    id: "raid",
    needs: "stop-raid",
    icon: "M12 3.5 4.5 6v6c0 4.5 3.2 7.3 7.5 8.8 4.3-1.5 7.5-4.3 7.5-8.8V6L12 3.5ZM12 8.5v4.5m0 3v.2",
    Content: lazy(async () => (await import("./raid/raid-tab.tsx")).RaidTab),
  },
  {
    id: "addresses",
    needs: "ban-addresses",
    icon: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.7 5.7l12.6 12.6",
    Content: lazy(async () => (await import("./addresses/addresses-tab.tsx")).AddressesTab),
  },
];
