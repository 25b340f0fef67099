import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const typesFolder = join(import.meta.dir, "../dist/sdk/modules");
const entry = join(typesFolder, "client/index.d.ts");

/** Names that the SDK exports, and the files of the package that declare them. */
function exportedNames(): { name: string; file: string }[] {
  if (!existsSync(entry)) throw new Error("The SDK is not built: npm run build does that.");
  const statements = readFileSync(entry, "utf8").matchAll(/^export (?:type )?\{([^}]+)\} from "([^"]+)";$/gm);
  return [...statements].flatMap(([, names = "", from = ""]) =>
    [...names.matchAll(/\w+/g)].map(([name]) => ({ name, file: declaredIn(entry, from) })),
  );
}

/** The file of the package that an import of another of its files names. */
function declaredIn(importer: string, from: string): string {
  return join(dirname(importer), from.replace(/\.ts$/, ".d.ts"));
}

interface Declaration {
  /** The comment above it; empty without one. */
  readonly comment: string;
  readonly lines: readonly string[];
}

function declarationOf(name: string, file: string): Declaration {
  const lines = readFileSync(file, "utf8").split("\n");
  const start = lines.findIndex((line) =>
    new RegExp(`^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|class|const|function) ${name}\\b`).test(line),
  );
  if (start === -1) throw new Error(`${name} is not declared in ${file}.`);
  const end = lines.findIndex((line, index) => index >= start && /^\}|;$/.test(line) && !/^ /.test(line));
  return { comment: commentAbove(lines, start), lines: lines.slice(start, end + 1) };
}

function commentAbove(lines: readonly string[], index: number): string {
  if (!lines[index - 1]?.trim().endsWith("*/")) return "";
  const start = lines.findLastIndex((line, each) => each < index && line.trim().startsWith("/**"));
  return lines.slice(start, index).join("\n");
}

/** Members of an interface or a class without a comment: what a reader sees who points at them. */
function undocumentedMembers(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) => {
    const [, member] = /^ {4}(?:static )?(?:readonly )?(?:get )?"?([\w-]+)"?\??[(:<]/.exec(line) ?? [];
    const isPrivate = member === undefined || member === "constructor" || line.includes("private ");
    return isPrivate || commentAbove(lines, index) !== "" ? [] : [member];
  });
}

/** Methods of a class whose comment shows no use of them. */
function methodsWithoutExample(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) => {
    const [, method] = /^ {4}(?:static )?(\w+|\[Symbol\.\w+\])[(<]/.exec(line) ?? [];
    const isMissing = method !== undefined && method !== "constructor" && !commentAbove(lines, index).includes("@example");
    return isMissing ? [method] : [];
  });
}

/** A class of the package and the classes that it extends, which nothing exports by their names. */
function classChain(name: string, file: string): { name: string; lines: readonly string[] }[] {
  const { lines } = declarationOf(name, file);
  const [, parent] = /\bclass \w+ extends (\w+)/.exec(lines[0] ?? "") ?? [];
  const [, from] = new RegExp(`import \\{ ${parent} \\} from "([^"]+)";`).exec(readFileSync(file, "utf8")) ?? [];
  const parents = parent === undefined || from === undefined ? [] : classChain(parent, declaredIn(file, from));
  return [{ name, lines }, ...parents];
}

/** What is declared beside a type and becomes part of it. */
function inherited(lines: readonly string[], file: string): string[] {
  const [, parents = ""] = /^.*?(?:extends|type \w+ =) ([\w, |]+?)(?: \{|;)$/.exec(lines[0] ?? "") ?? [];
  const text = readFileSync(file, "utf8");
  return parents.split(/[,|]/).flatMap((parent) => {
    const name = parent.trim();
    if (name === "" || !new RegExp(`^(?:export )?(?:declare )?interface ${name}\\b`, "m").test(text)) return [];
    return undocumentedMembers(declarationOf(name, file).lines).map((member) => `${name}.${member}`);
  });
}

/** Its rows speak for themselves: each has its sentence. */
const tables: ReadonlySet<string> = new Set(["errorTable"]);

test("every name that the SDK exports is documented, and every field of it", () => {
  const names = exportedNames();
  expect(names.length).toBeGreaterThan(40);
  const missing = names.flatMap(({ name, file }) => {
    const { comment, lines } = declarationOf(name, file);
    const [first = ""] = lines;
    const hasMembers = first.endsWith("{") && !tables.has(name);
    const members = hasMembers ? undocumentedMembers(lines).map((member) => `${name}.${member}`) : [];
    return [...(comment === "" ? [name] : []), ...members, ...inherited(lines, file)];
  });
  expect(missing).toEqual([]);
});

test("every method that the SDK has, and every function of it, is shown in use; so are those that a class inherits", () => {
  const names = exportedNames();
  const chains = names
    .filter(({ name, file }) => isDeclaredAs("class", name, file))
    .flatMap(({ name, file }) => classChain(name, file));
  expect(chains.map(({ name }) => name)).toContain("RoomRequests");
  const methods = chains.flatMap(({ name, lines }) =>
    [...undocumentedMembers(lines), ...methodsWithoutExample(lines)].map((method) => `${name}.${method}`),
  );
  const functions = names
    .filter(({ name, file }) => isDeclaredAs("function", name, file) && !declarationOf(name, file).comment.includes("@example"))
    .map(({ name }) => name);
  expect([...new Set([...methods, ...functions])]).toEqual([]);
});

function isDeclaredAs(kind: "class" | "function", name: string, file: string): boolean {
  return new RegExp(`^(?:export )?(?:declare )?(?:abstract )?${kind} `).test(declarationOf(name, file).lines[0] ?? "");
}

test("no exported type is inferred from a schema: such a type has no comments in the package", () => {
  const inferred = exportedNames().filter(({ name, file }) => declarationOf(name, file).lines.join("\n").includes("InferOutput"));
  expect(inferred.map(({ name }) => name)).toEqual([]);
});
