/** Docker ends a check that takes longer than it was told: 5 s in `deploy/Dockerfile`. */
const ANSWER_WITHIN_MS = 4_000;

interface HealthOptions {
  readonly host: string;
  readonly port: number;
  /** Whether it speaks TLS of its own. Its certificate is for other names than that of this machine. */
  readonly hasTls: boolean;
  /** Whether it has to take writes, too. */
  readonly isReady: boolean;
}

/** `shoal health`: asks the server of this machine whether it serves. The exit code is 0 when it does, or 1 after a sentence. */
export async function printHealth({ host, port, hasTls, isReady }: HealthOptions): Promise<number> {
  const url = `${hasTls ? "https" : "http"}://${reachable(host)}:${port}`;
  try {
    const response = await fetch(url + (isReady ? "/readyz" : "/healthz"), {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      tls: { rejectUnauthorized: false },
    });
    if (response.status === 404) throw new Error("it is not Shoal");
    console.log((await response.text()).trim());
    return response.ok ? 0 : 1;
  } catch (error) {
    console.error(`shoal: ${url} does not answer (${error instanceof Error ? error.message : String(error)}).`);
    return 1;
  }
}

/** A server that listens on every address answers on that of the machine itself. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
