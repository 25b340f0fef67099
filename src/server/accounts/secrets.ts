/** What storage keeps of a token or code: a reader of the database cannot sign in with it. */
export function hashSecret(secret: string): string {
  return new Bun.CryptoHasher("sha256").update(secret).digest("base64url");
}
