import { Drawing } from "../icons.tsx";

export const flagIcon = <Drawing path="M6 21V4m0 1h11.5l-2.3 4 2.3 4H6" />;
export const handIcon = (
  <Drawing path="M18 11V6a2 2 0 0 0-4 0v5m0-1V4a2 2 0 0 0-4 0v6m0 .5V6a2 2 0 0 0-4 0v8m12-6a2 2 0 1 1 4 0v6a8 8 0 0 1-8 8h-2c-2.8 0-4.5-.9-6-2.3l-3.6-3.6a2 2 0 0 1 2.8-2.9L7 15" />
);
export const unlockIcon = <Drawing path="M7 11V8a5 5 0 0 1 9.6-2M6 11h12v9H6z" />;
export const muteIcon = (
  <Drawing path="M8.8 8.8v3a3.2 3.2 0 0 0 5.2 2.5m1.2-3.4V6.7a3.2 3.2 0 0 0-5.9-1.7M6 11.6a6 6 0 0 0 9.8 4.6m2-2.9q.2-.8.2-1.7M12 17.6V21m-3 0h6M4 4l16 16" />
);
export const shieldIcon = <Drawing path="M12 3.5 5 6v5.5c0 4.2 2.9 7.4 7 9 4.1-1.6 7-4.8 7-9V6l-7-2.5Z" />;
export const noEntryIcon = <Drawing path="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.7 5.7l12.6 12.6" />;
export const megaphoneIcon = <Drawing path="M4 10v4h3l9 4V6l-9 4H4Zm3 4 1.3 5.5H11l-1-4.2M19 9.5a3.5 3.5 0 0 1 0 5" />;
export const unfoldIcon = <Drawing path="m6 9.5 6 6 6-6" />;
