import { copyFileSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { buildContext } from "./build-context.ts";
import { output } from "./command.ts";
import { makeDebianRoot, runIn } from "./debian-root.ts";
import { type Instruction, type Stage, variables } from "./dockerfile.ts";

interface BuildOptions {
  readonly projectFolder: string;
  readonly workFolder: string;
}

/** Does what the stages say, each in a root of its own. The answer is the folder of the last. */
export async function buildRoot(stages: readonly Stage[], { projectFolder, workFolder }: BuildOptions): Promise<string> {
  const roots = new Map<string, string>();
  let root = "";
  for (const [index, stage] of stages.entries()) {
    root = join(workFolder, `stage-${stage.name ?? index}`);
    rmSync(root, { recursive: true, force: true });
    const suite = /^debian:(\w+)-slim$/.exec(stage.base)?.[1];
    if (stage.base === "scratch") mkdirSync(root);
    else if (suite !== undefined) await makeDebianRoot(workFolder, root, { suite });
    else throw new Error(`The try makes no root like ${stage.base}.`);
    let folder = "/";
    for (const instruction of stage.instructions) {
      if (instruction.name === "WORKDIR") {
        folder = resolve(folder, instruction.text);
        mkdirSync(join(root, folder), { recursive: true });
      } else if (instruction.name === "RUN") {
        console.log(`RUN ${instruction.text.slice(0, 120)}`);
        await runIn(root, `cd ${folder} && ${instruction.text}`, Object.fromEntries(variables(stage, "ENV")));
      } else if (instruction.name === "COPY") {
        await copy(instruction, { root, folder, projectFolder, roots });
      }
    }
    if (stage.name !== undefined) roots.set(stage.name, root);
  }
  return root;
}

interface Place {
  readonly root: string;
  readonly folder: string;
  readonly projectFolder: string;
  readonly roots: ReadonlyMap<string, string>;
}

async function copy({ words, flags }: Instruction, { root, folder, projectFolder, roots }: Place): Promise<void> {
  const sources = words.slice(0, -1);
  const written = words.at(-1) ?? "";
  const target = join(root, resolve(folder, written));
  const from = flags.get("from");
  if (from === undefined) return copyContext(sources, { projectFolder, target, isFolder: written.endsWith("/") });
  const fromRoot = roots.get(from);
  if (fromRoot === undefined) throw new Error(`No stage is called ${from}.`);
  for (const source of sources) {
    const path = join(fromRoot, source);
    const isFolder = statSync(path).isDirectory();
    const to = !isFolder && written.endsWith("/") ? join(target, basename(source)) : target;
    mkdirSync(isFolder ? to : dirname(to), { recursive: true });
    await output(["cp", "--archive", isFolder ? `${path}/.` : path, to]);
    // What Docker does without the flag, too.
    await output(["chown", "--recursive", "--no-dereference", flags.get("chown") ?? "0:0", to]);
  }
}

interface ContextTarget {
  readonly projectFolder: string;
  readonly target: string;
  readonly isFolder: boolean;
}

function copyContext(sources: readonly string[], { projectFolder, target, isFolder }: ContextTarget): void {
  const files = buildContext(projectFolder);
  for (const source of sources) {
    const found = files.filter((file) => source === "." || file === source || file.startsWith(`${source}/`));
    if (found.length === 0) throw new Error(`.dockerignore lets nothing of ${source} through.`);
    for (const file of found) {
      const inside = file === source ? basename(file) : file.slice(source === "." ? 0 : source.length + 1);
      const to = file === source && !isFolder && !existsSync(target) ? target : join(target, inside);
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(join(projectFolder, file), to);
    }
  }
}
