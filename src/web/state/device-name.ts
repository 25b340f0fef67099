const systems = ["iPhone", "iPad", "Android", "Windows", "Macintosh", "CrOS", "Linux"] as const;
const browsers = ["Edg", "OPR", "Firefox", "Chrome", "Safari"] as const;
const shownAs: Readonly<Record<string, string>> = { Macintosh: "Mac", CrOS: "Chromebook", Edg: "Edge", OPR: "Opera" };

/** A readable name of the device of a user agent: "Firefox, Windows". */
export function deviceName(userAgent: string): string {
  const found = [browsers.find((each) => userAgent.includes(each)), systems.find((each) => userAgent.includes(each))];
  return found
    .filter((each) => each !== undefined)
    .map((each) => shownAs[each] ?? each)
    .join(", ");
}
