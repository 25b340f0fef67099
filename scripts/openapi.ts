import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { type ErrorCode, errorCodes, errorKind } from "../src/protocol/errors.ts";
import { errorCode } from "../src/protocol/ids.ts";
import { PROTOCOL_VERSION } from "../src/protocol/version.ts";
import { type Description, namesIn, tags } from "../src/server/http/v1/operation.ts";
import { operations } from "../src/server/http/v1/operations.ts";
import { hasBody } from "../src/server/http/v1/read-input.ts";

type Json = Readonly<Record<string, unknown>>;

/** Those that every operation can be refused with. */
const commonErrors: readonly ErrorCode[] = [
  ...(["bad-frame", "frame-too-large", "forbidden-origin", "forbidden-host", "banned", "rate-limited"] as const),
  ...(["unavailable", "internal"] as const),
];
const sessionErrors: readonly ErrorCode[] = ["unauthenticated", "signed-out"];

/** Values that a reader can send at once, by the names of fields. */
const examples: Json = { conversationId: "lobby", seq: 1, emoji: "👍", limit: 5, text: "Hello from the API.", query: "hello" };

/** The HTTP API as OpenAPI 3.1, made of its table [P211]. */
export function openApiDocument() {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Shoal HTTP API",
      version: `1.${PROTOCOL_VERSION}`,
      license: { name: "MIT", identifier: "MIT" },
      description:
        "Everything that a user can do, over HTTP. Times are milliseconds since 1970-01-01 UTC. A file of a message is at `/api/files/{id}/{name}`, a picture at `/api/pictures/{id}`; uploads go to `/api/uploads` by tus 1.0.",
    },
    // Relative to this document: the server may live below a path of its host.
    servers: [{ url: "../v1" }],
    tags: tags.map((name) => ({ name })),
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "The token of a session: see `signIn`." } },
      schemas: { problem },
    },
  };
}

/** RFC 9457. A newer server may have more codes [P72]. */
const problem = {
  ...schemaOf(
    v.object({
      ...{ type: v.string(), title: v.string(), status: v.number(), detail: v.string(), code: errorCode },
      ...{ isRetryable: v.boolean(), retryAfterMs: v.optional(v.number()) },
    }),
  ),
  description: errorCodes.map((code) => `- \`${code}\` (${errorKind(code).httpStatus}): ${errorKind(code).message}`).join("\n"),
};

function describe(operation: Description): Json {
  const { id, tag, summary, isOpen, isIdempotentByKey } = operation;
  const parameters = [...parametersOf(operation), ...(isIdempotentByKey ? [idempotencyKey] : [])];
  const body = requestBodyOf(operation);
  return {
    ...{ operationId: id, tags: [tag], summary },
    ...(isOpen && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: body }),
    responses: { ...successOf(operation), ...refusalsOf(operation) },
  };
}

const idempotencyKey = {
  ...{ name: "Idempotency-Key", in: "header", required: false, schema: { type: "string", minLength: 1, maxLength: 255 } },
  description: "The same key again stores the message once.",
};

function parametersOf({ method, path, input }: Description): Json[] {
  const inPath = namesIn(path);
  const names = hasBody(method) ? inPath : Object.keys(input.entries);
  return names.map((name) => {
    const schema = input.entries[name];
    if (schema === undefined) throw new Error(`${path} has no schema for ${name}.`);
    const isInPath = inPath.includes(name);
    return {
      ...{ name, in: isInPath ? "path" : "query", required: isInPath || schema.type !== "optional", schema: schemaOf(schema) },
      ...(name in examples && { example: examples[name] }),
    };
  });
}

function requestBodyOf({ method, path, input, body }: Description): Json | undefined {
  const entries = Object.entries(input.entries).filter(([name]) => !namesIn(path).includes(name));
  if (!hasBody(method) || (body === undefined && entries.length === 0)) return undefined;
  const names = entries.map(([name]) => name).filter((name) => name in examples);
  const example = Object.fromEntries(names.map((name) => [name, examples[name]]));
  const content = { schema: schemaOf(body ?? v.object(Object.fromEntries(entries))), ...(names.length > 0 && { example }) };
  return { required: true, content: { "application/json": content } };
}

function successOf({ status, answer, isIdempotentByKey }: Description): Json {
  if (answer === undefined) return { [status]: { description: "Done." } };
  const success = { description: "Success.", content: { "application/json": { schema: schemaOf(answer) } } };
  return {
    [status]: success,
    ...(isIdempotentByKey && { 200: { ...success, description: "It was done before." } }),
  };
}

function refusalsOf({ errors, isOpen }: Description): Json {
  const codes = [...new Set([...errors, ...commonErrors, ...(isOpen ? [] : sessionErrors)])];
  const byStatus = Map.groupBy(codes, (code) => errorKind(code).httpStatus);
  const schema = { $ref: "#/components/schemas/problem" };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      { description: codes.join(", "), content: { "application/problem+json": { schema } } },
    ]),
  );
}

function schemaOf(schema: v.GenericSchema): Json {
  const { $schema: _, ...rest } = toJsonSchema(schema, { target: "draft-2020-12", errorMode: "ignore", typeMode: "input" });
  return rest;
}
