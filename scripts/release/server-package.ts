import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What the server and its libraries need where they are installed; all of it is built before. No source, no test. */
const contents = ["LICENSE", "bin", "scripts/bun", "dist/server", "dist/web", "dist/sdk/modules", "dist/react", "dist/element"];

/** What is not in the bundle of the server: Bun, and what a bundler resolves for programs that import the SDK. */
const dependencyNames = ["bun", "valibot"];

/**
 * Lays out the npm package of the server, for `npm pack` and `npm publish` in that folder. It has nothing of the project's other dependencies:
 * the server is one bundle.
 */
export async function writeServerPackage(root: string, outputFolder: string): Promise<void> {
  await rm(outputFolder, { recursive: true, force: true });
  for (const path of contents) {
    await mkdir(dirname(join(outputFolder, path)), { recursive: true });
    await cp(join(root, path), join(outputFolder, path), { recursive: true });
  }
  await cp(join(root, "scripts/server-package/README.md"), join(outputFolder, "README.md"));
  const description = packageDescription(await Bun.file(join(root, "package.json")).json());
  await writeFile(join(outputFolder, "package.json"), `${JSON.stringify(description, null, 2)}\n`);
}

interface ProjectDescription {
  readonly [key: string]: unknown;
  readonly sideEffects: readonly string[];
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

function packageDescription(project: ProjectDescription): object {
  const { name, version, description, license, type, bin, engines, peerDependencies, peerDependenciesMeta } = project;
  return {
    ...{ name, version, description, keywords: ["chat", "server", "realtime", "websocket", "shoal"], license, type },
    sideEffects: project.sideEffects.filter((path) => !isSource(path)),
    bin,
    exports: Object.fromEntries(
      Object.entries(project.exports).map(([path, target]) => [path, typeof target === "string" ? target : builtOnly(target)]),
    ),
    engines,
    dependencies: Object.fromEntries(dependencyNames.map((dependency) => [dependency, project.dependencies[dependency]])),
    ...{ peerDependencies, peerDependenciesMeta },
    publishConfig: { access: "public", provenance: true },
  };
}

/** Without the conditions that lead to the source. */
function builtOnly(target: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(target).filter(([, path]) => !isSource(path)));
}

function isSource(path: string): boolean {
  return path.startsWith("./src/");
}
