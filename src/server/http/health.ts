import { ShoalError } from "../../protocol/errors.ts";
import type { Metrics, MetricsText } from "../metrics/metrics.ts";
import type { Readiness } from "../readiness.ts";
import type { MetricsReaders } from "./metrics-readers.ts";
import { json } from "./responses.ts";
import { type Route, unchargedRoute } from "./router.ts";

/** Where the machines of an operator ask. No client does. */
export const readyPath = "/readyz";
const metricsPath = "/metrics";

interface HealthDependencies {
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  readonly metricsReaders: MetricsReaders;
}

/** How the server is, for what watches it. */
export function healthRoutes({ readiness, metrics, metricsReaders }: HealthDependencies): readonly Route[] {
  return [
    unchargedRoute("GET", readyPath, async () => {
      const reason = await readiness.reason();
      return reason === undefined ? json({ status: "ready" }) : json({ status: "unavailable", reason }, 503);
    }),
    unchargedRoute("GET", metricsPath, async ({ request }, server) => {
      const peer = server.requestIP(request)?.address ?? "";
      if (!metricsReaders.areAllowed(peer, request)) throw new ShoalError("not-found");
      return metricsResponse(await metrics.read());
    }),
  ];
}

export function metricsResponse({ text, contentType }: MetricsText): Response {
  return new Response(text, { headers: { "Content-Type": contentType, "Cache-Control": "no-store" } });
}
