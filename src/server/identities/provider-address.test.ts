import { expect, test } from "bun:test";
import { isProviderAddress } from "./provider-address.ts";

test("[P162h] a provider is asked over TLS, or on this machine", () => {
  const fine = [
    "https://id.example.org",
    "https://id.example.org:8443/realms/a",
    "http://127.0.0.1:8080",
    "http://[::1]:8080/",
    "http://localhost/x",
  ];
  for (const address of fine) expect(isProviderAddress(address)).toBe(true);
  const refused = [
    ...["http://id.example.org", "http://10.0.0.1", "http://127.0.0.1.example.org", "http://localhost.example.org", "ftp://x"],
    ...["https://user:secret@id.example.org", "https://id.example.org/#x", "javascript:alert(1)", "id.example.org", ""],
  ];
  for (const address of refused) expect(isProviderAddress(address)).toBe(false);
});
