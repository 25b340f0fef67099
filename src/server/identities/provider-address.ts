/** Whether a provider may be asked there: over TLS, or on this machine, where nobody can listen in. */
export function isProviderAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "") return false;
  return url.protocol === "https:" || isOnThisMachine(text);
}

/** Plain HTTP to a loopback address. */
export function isOnThisMachine(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === "http:" && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}
