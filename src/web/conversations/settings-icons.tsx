import { Drawing } from "../icons.tsx";

export const archiveIcon = <Drawing path="M4 5h16v4H4zM5.5 9v10h13V9M10 13h4" />;
export const chevronIcon = <Drawing path="M9.5 6l6 6-6 6" />;
export const readIcon = <Drawing path="M3.5 8 12 13l8.5-5M3.5 8 12 3l8.5 5v11h-17z" />;
export const unreadIcon = <Drawing path="M13 6H3.5v13h17V11.5M3.5 6.5 12 13l3-2.2M19 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z" />;
