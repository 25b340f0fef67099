import { ShoalError } from "../../protocol/errors.ts";
import { parseInput } from "../../protocol/frames/parse.ts";
import { handshakeViewPath } from "../../protocol/http.ts";
import { type LabPushed, labLimits, labPaths, labPush } from "../../protocol/lab.ts";
import { limits } from "../../protocol/limits.ts";
import { readBody } from "../http/request-body.ts";
import { json } from "../http/responses.ts";
import { type OpenHandler, openRoute, type Route, type RoutedRequest, type ShoalServer } from "../http/router.ts";
import { IDLE_TIMEOUT_SECONDS } from "../http/transports.ts";
import type { Live } from "../limits/live.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import { visibleParagraph } from "../visible-text.ts";
import type { FeedOptions, LabFeeds } from "./feeds.ts";
import { showHandshake } from "./handshake-view.ts";
import type { LessonSockets } from "./lesson-sockets.ts";

interface LabOptions {
  readonly feeds: LabFeeds;
  readonly lessons: LessonSockets;
  /** Pushes of one address. */
  readonly pushLimiter: RateLimiter;
  /** Pushes of all together. */
  readonly commonPushLimiter: RateLimiter;
  /** Where they may not sign in, the lab's feeds are for users [P140a]. */
  readonly areGuestsAllowed: Live<boolean>;
}

/** A feed says something every 5 s; a client that does not take it is dropped before this. */
const FEED_TIMEOUT_SECONDS = limits.slowConnectionTimeoutMs / 1000 + IDLE_TIMEOUT_SECONDS;
/** Of a push: marks make one visible character arbitrarily long. */
const PUSH_BYTES_MAX = 8 * labLimits.pushCharactersMax;

/** What the lab asks its server for [P140]. */
export function labRoutes(options: LabOptions): readonly Route[] {
  const isForUsers = (): boolean => !options.areGuestsAllowed();
  const route = (method: "GET" | "POST", path: string, handle: OpenHandler): Route => ({
    ...openRoute(method, path, handle),
    isForUsers,
  });
  return [
    openRoute("GET", handshakeViewPath, (request, server) => showHandshake(request, server)),
    route("GET", labPaths.feed, (request, server) => openFeed(options, "feed", request, server)),
    route("GET", labPaths.frame, (request, server) => openFeed(options, "frame", request, server)),
    route("GET", labPaths.cut, (request, server) => options.lessons.openCut(request, server)),
    route("GET", labPaths.slow, (request, server) => options.lessons.openSlow(request, server)),
    route("GET", labPaths.silent, (request) => options.lessons.silent.hold(request)),
    route("POST", labPaths.push, (request) => push(options, request)),
  ];
}

function openFeed(
  { feeds }: LabOptions,
  via: FeedOptions["via"],
  { request, address }: RoutedRequest,
  server: ShoalServer,
): Response {
  // GET answers HEAD too, and no client would end its body.
  if (request.method === "HEAD") return new Response(null, { headers: { "Cache-Control": "no-store" } });
  const { response, close } = feeds.open({
    ...{ address, via, isCosting: new URL(request.url).searchParams.get("costs") === "1" },
    onEnding: () => server.timeout(request, IDLE_TIMEOUT_SECONDS),
  });
  server.timeout(request, FEED_TIMEOUT_SECONDS);
  request.signal.addEventListener("abort", close, { once: true });
  return response;
}

async function push(
  { feeds, pushLimiter, commonPushLimiter }: LabOptions,
  { request, address }: RoutedRequest,
): Promise<Response> {
  pushLimiter.spend(address);
  const { text } = parseInput(labPush, await readBody(request));
  const shown = visibleParagraph(text, { characters: labLimits.pushCharactersMax, bytes: PUSH_BYTES_MAX });
  if (shown === undefined) {
    const message = `\`text\` must have 1 to ${labLimits.pushCharactersMax} visible characters, without control or invisible ones.`;
    throw new ShoalError("bad-frame", { message });
  }
  commonPushLimiter.spend("");
  const pushed: LabPushed = { labCount: feeds.push(shown) };
  return json(pushed);
}
