/** What storage keeps of a token or code: whoever reads the database cannot sign in with it. */
export function hashSecret(secret: string): string {
  return new Bun.CryptoHasher("sha256").update(secret).digest("base64url");
}
