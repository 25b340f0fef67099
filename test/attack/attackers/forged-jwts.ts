import { begin, hammer, postRequest, url } from "./guests.ts";

const { host } = new URL(url);

// 150 connections that send JWTs of 8 KB with a wrong signature, and 50 that send answers of no provider, as fast as they are answered.
const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");
const header = encoded({ alg: "RS256", kid: "k1" });
for (let index = 0; index < 150; index += 1) {
  const payload = encoded({
    iss: "https://school.example.org",
    aud: "shoal",
    sub: `${index}`,
    exp: 4e9,
    rooms: "x".repeat(5_000),
  });
  const jwt = `${header}.${payload}.${Buffer.alloc(256, index).toString("base64url")}`;
  void hammer(postRequest("/api/sessions", JSON.stringify({ jwt })));
}
for (let index = 0; index < 50; index += 1) {
  void hammer(`GET /api/oidc/callback?state=${index}&code=${"x".repeat(2_000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
}
begin();
