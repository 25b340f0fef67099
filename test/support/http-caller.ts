import { expect } from "bun:test";
import { type ErrorCode, errorTable } from "../../src/protocol/errors.ts";
import { paths, type SignedIn } from "../../src/protocol/http.ts";

interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Requests by hand to the server that is there when they are sent. */
export class HttpCaller {
  readonly #server: () => { readonly url: string };

  constructor(server: () => { readonly url: string }) {
    this.#server = server;
  }

  readonly call = (method: string, path: string, { body, headers = {} }: Call = {}): Promise<Response> => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return fetch(this.#server().url + path, { method, headers, ...(body === undefined ? {} : { body: text }) });
  };

  readonly signIn = async (nickname: string): Promise<SignedIn & { token: string }> => {
    const response = await this.call("POST", paths.sessions, { body: { nickname } });
    expect(response.status).toBe(201);
    return (await response.json()) as SignedIn & { token: string };
  };

  /** What a page has that asked who it is. */
  readonly probeCookie = async (url = this.#server().url): Promise<string> =>
    (await fetch(url + paths.session)).headers.get("set-cookie")?.split(";")[0] ?? "";
}

export function bearer(token: string): Call {
  return { headers: { Authorization: `Bearer ${token}` } };
}

export async function expectRefusal(response: Response, code: ErrorCode): Promise<void> {
  expect(response.status).toBe(errorTable[code].httpStatus);
  expect(await response.json()).toMatchObject({ error: code, message: expect.any(String) });
}
