import { expect, test } from "bun:test";
import { openApiDocument } from "../../../../scripts/openapi.ts";
import { errorCodes } from "../../../protocol/errors.ts";
import { operations } from "./operations.ts";

interface DescribedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: object };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
}

const document = openApiDocument();
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as unknown as DescribedOperation })),
);

test("[P211] the document has every operation of the table once, under a name of its own", () => {
  expect(described.map(({ operation }) => operation.operationId).toSorted()).toEqual(operations.map(({ id }) => id).toSorted());
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  expect(document.openapi).toBe("3.1.0");
});

test("[P211] each path names its parameters, and each operation its success and its refusals", () => {
  for (const { path, operation } of described) {
    const inPath = (operation.parameters ?? []).filter((each) => each.in === "path");
    expect(inPath.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name));
    expect(inPath.every(({ required, schema }) => required && Object.keys(schema).length > 0)).toBe(true);
    const statuses = Object.keys(operation.responses);
    expect(statuses.filter((status) => status.startsWith("2")).length).toBeGreaterThanOrEqual(1);
    expect(statuses).toContain("429");
    for (const { description } of Object.values(operation.responses)) expect(description).not.toBe("");
    expect(operation.summary).toMatch(/^[A-Z].*\.$/);
  }
});

test("the document has every error code, and every reference in it leads somewhere", () => {
  for (const code of errorCodes) expect(document.components.schemas.problem.description).toContain(`\`${code}\``);
  const text = JSON.stringify(document);
  const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference));
  expect([...references]).toEqual(["#/components/schemas/problem"]);
});
