import { errorKind, ShoalError } from "../../protocol/errors.ts";
import type { ErrorFrame } from "../../protocol/frames/error.ts";
import { parseInput } from "../../protocol/frames/parse.ts";
import { type AttachRequest, attachRequest, connectionHeader } from "../../protocol/http.ts";
import { limits } from "../../protocol/limits.ts";
import { type RequestCost, timed } from "../gateway/costs.ts";
import { answerBody, type Outlet } from "../gateway/http/answer-body.ts";
import type { AnswerSocket, HttpCaller, HttpClient, HttpGateway } from "../gateway/http/http-gateway.ts";
import type { HttpTransportName } from "../gateway/http/http-transport.ts";
import { bodyBytesOf, type CheckedRequest } from "./checked-request.ts";
import type { Credentials } from "./credentials.ts";
import type { RequestTimeouts } from "./password-timeout.ts";
import { readBody } from "./request-body.ts";
import { headBytesOf, noContent } from "./responses.ts";

/** Bun closes a socket on which nothing happens for so long, in the middle of a request or between two … */
export const IDLE_TIMEOUT_SECONDS = 10;
/** … and one on which an answer is held only after this: longer than any answer says nothing [P34]. */
const HELD_TIMEOUT_SECONDS = limits.longPollMsMax / 1000 + IDLE_TIMEOUT_SECONDS;

/** The HTTP transports, request by request: frames come down in the answer to one, and go up with another [P32, P34]. */
export class TransportsApi {
  readonly #gateway: HttpGateway;
  readonly #credentials: Credentials;
  readonly #outlet: Outlet;

  constructor(gateway: HttpGateway, credentials: Credentials, outlet: Outlet) {
    this.#gateway = gateway;
    this.#credentials = credentials;
    this.#outlet = outlet;
  }

  async stream(checked: CheckedRequest, server: RequestTimeouts): Promise<Response> {
    const cost = this.#outlet.costs.request(checked.request);
    const client = await timed(cost, () => this.#identify(checked));
    return await this.#attach("stream", await this.#read(checked, cost), client, { ...checked, cost }, server);
  }

  async poll(checked: CheckedRequest, server: RequestTimeouts): Promise<Response> {
    const cost = this.#outlet.costs.request(checked.request);
    const client = await timed(cost, () => this.#identify(checked));
    const request = await this.#read(checked, cost);
    return await this.#attach(request.waitMs > 0 ? "long-poll" : "poll", request, client, { ...checked, cost }, server);
  }

  async frames(checked: CheckedRequest): Promise<Response> {
    const cost = this.#outlet.costs.request(checked.request);
    const client = await timed(cost, () => this.#identify(checked));
    const text = await readBody(checked.request, limits.uplinkBytesMax);
    const frames = text.split("\n").filter((line) => line !== "");
    if (frames.length > limits.uplinkFramesMax) {
      throw new ShoalError("bad-frame", { message: `A request carries at most ${limits.uplinkFramesMax} frames.` });
    }
    const answers = await timed(cost, () => this.#gateway.receive(frames, client));
    const bytes = Buffer.from(answers.map((answer) => `${answer}\n`).join(""));
    const body = answerBody(bytes, this.#outlet);
    const headers = { "Content-Type": "application/x-ndjson", "Cache-Control": "no-store" };
    const response = isStrict(checked.request)
      ? new Response(body, { status: statusOf(answers), headers: { ...headers, "Preference-Applied": "handling=strict" } })
      : new Response(body, { headers });
    const carrier = client.entry?.transport.carrier;
    if (cost !== undefined && carrier !== undefined) {
      cost.framesUp = frames.length;
      cost.bytesUp = Buffer.byteLength(text);
      cost.bytesDown = bytes.length;
      cost.answered(carrier, headBytesOf(response));
    }
    return response;
  }

  leave(checked: CheckedRequest): Response {
    this.#gateway.leave(this.#caller(checked));
    return noContent();
  }

  async #read({ request }: CheckedRequest, cost: RequestCost | undefined): Promise<AttachRequest> {
    const text = await readBody(request);
    if (cost !== undefined) cost.bytesUp = Buffer.byteLength(text);
    return timed(cost, () => parseInput(attachRequest, text));
  }

  /** Before the body is read: the body of an unauthenticated request is not parsed. */
  #identify(checked: CheckedRequest): Promise<HttpClient> {
    return this.#gateway.identify(this.#caller(checked));
  }

  async #attach(
    name: HttpTransportName,
    body: AttachRequest,
    client: HttpClient,
    { request, cost }: CheckedRequest & { readonly cost: RequestCost | undefined },
    server: RequestTimeouts,
  ): Promise<Response> {
    const socket: AnswerSocket = {
      hold: () => server.timeout(request, HELD_TIMEOUT_SECONDS),
      release: () => server.timeout(request, IDLE_TIMEOUT_SECONDS),
    };
    const response = await timed(cost, () => this.#gateway.attach(name, body, client, socket));
    cost?.answered(name, headBytesOf(response));
    return response;
  }

  #caller({ request, origin, address }: CheckedRequest): HttpCaller {
    const cookieToken = this.#credentials.cookieToken(request, origin);
    const token = this.#credentials.token(request, origin);
    return {
      connectionId: request.headers.get(connectionHeader) ?? undefined,
      token,
      isBrowser: token !== undefined && token === cookieToken,
      address,
      bodyBytes: bodyBytesOf(request),
      signal: request.signal,
    };
  }
}

/** For clients that look at nothing but the status, such as `curl --fail` [RFC 7240, 4.4]. */
function isStrict({ headers }: Request): boolean {
  return (headers.get("prefer") ?? "").split(",").some((preference) => /^\s*handling\s*=\s*"?strict"?\s*$/i.test(preference));
}

/** The status of the first refusal. Other answers, which may be large, are not parsed for it. */
function statusOf(answers: readonly string[]): number {
  const refused = answers.find((answer) => answer.startsWith('{"type":"error"'));
  return refused === undefined ? 200 : errorKind((JSON.parse(refused) as ErrorFrame).code).httpStatus;
}
