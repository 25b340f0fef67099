/** How long the page waits for what the browser should do at once: its databases and its clipboard may never answer. */
export const PATIENCE_MS = 3_000;

/** How long the page waits for the server's answer to a request: one that takes requests and never answers is as good as absent. */
export const REQUEST_MS_MAX = 20_000;

/** Rejects when there is no answer in time. */
export function inTime<Answer>(answer: Promise<Answer>, ms = PATIENCE_MS): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The browser does not answer.")), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
