import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const typesFolder = join(import.meta.dir, "../dist/client/types");
const entry = join(typesFolder, "client/index.d.ts");

/** Names that the SDK exports, and the files of the package that declare them. */
function exportedNames(): { name: string; file: string }[] {
  if (!existsSync(entry)) throw new Error("The SDK is not built: npm run build does that.");
  const statements = readFileSync(entry, "utf8").matchAll(/^export (?:type )?\{([^}]+)\} from "([^"]+)";$/gm);
  return [...statements].flatMap(([, names = "", from = ""]) =>
    [...names.matchAll(/\w+/g)].map(([name]) => ({ name, file: join(dirname(entry), from.replace(/\.ts$/, ".d.ts")) })),
  );
}

/** The lines of a declaration, and whether a comment stands above it. */
function declarationOf(name: string, file: string): { isDocumented: boolean; lines: readonly string[] } {
  const lines = readFileSync(file, "utf8").split("\n");
  const start = lines.findIndex((line) =>
    new RegExp(`^(?:export )?(?:declare )?(?:interface|type|class|const|function) ${name}\\b`).test(line),
  );
  if (start === -1) throw new Error(`${name} is not declared in ${file}.`);
  const end = lines.findIndex((line, index) => index >= start && /^\}|;$/.test(line) && !/^ /.test(line));
  return { isDocumented: isCommentAbove(lines, start), lines: lines.slice(start, end + 1) };
}

function isCommentAbove(lines: readonly string[], index: number): boolean {
  return lines[index - 1]?.trim().endsWith("*/") ?? false;
}

/** Members of an interface or a class without a comment: what a reader sees who points at them. */
function undocumentedMembers(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) => {
    const [, member] = /^ {4}(?:static )?(?:readonly )?(?:get )?"?([\w-]+)"?\??[(:<]/.exec(line) ?? [];
    const isPrivate = member === undefined || member === "constructor" || line.includes("private ");
    return isPrivate || isCommentAbove(lines, index) ? [] : [member];
  });
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
    const { isDocumented, lines } = declarationOf(name, file);
    const [first = ""] = lines;
    const hasMembers = first.endsWith("{") && !tables.has(name);
    const members = hasMembers ? undocumentedMembers(lines).map((member) => `${name}.${member}`) : [];
    return [...(isDocumented ? [] : [name]), ...members, ...inherited(lines, file)];
  });
  expect(missing).toEqual([]);
});

test("no exported type is inferred from a schema: such a type has no comments in the package", () => {
  const inferred = exportedNames().filter(({ name, file }) => declarationOf(name, file).lines.join("\n").includes("InferOutput"));
  expect(inferred.map(({ name }) => name)).toEqual([]);
});
