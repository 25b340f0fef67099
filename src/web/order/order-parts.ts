import { lazy } from "../lazy.tsx";

const load = async () => (await import("./parts.ts")).parts;

export const AnnouncementLine = lazy(async () => (await load()).AnnouncementLine);
export const ClassBar = lazy(async () => (await load()).ClassBar);
export const ClosedComposer = lazy(async () => (await load()).ClosedComposer);
export const KeptLine = lazy(async () => (await load()).KeptLine);
export const OrderWatch = lazy(async () => (await load()).OrderWatch);
export const RemovalNote = lazy(async () => (await load()).RemovalNote);
export const SlowMode = lazy(async () => (await load()).SlowMode);
