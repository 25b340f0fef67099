import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Makes `<shoal-chat>` one file that needs no other, in that folder, and returns where it is. Every server serves it, and the package exports it. */
export async function bundleElement(outputFolder: string): Promise<string> {
  await rm(join(outputFolder, "shoal-chat.js"), { force: true });
  const sourceFolder = join(dirname(import.meta.dir), "src/element");
  // Before the script: a build inside a build of Bun's never ends.
  const styles = await bundleStyles(join(sourceFolder, "styles/element.css"));
  const { outputs } = await Bun.build({
    entrypoints: [join(sourceFolder, "index.ts")],
    outdir: outputFolder,
    naming: "shoal-chat.[ext]",
    target: "browser",
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [styleSheet(styles)],
  });
  const [script] = outputs;
  if (script === undefined || outputs.length > 1) throw new Error("<shoal-chat> must become one file.");
  return script.path;
}

/** The style sheet is a text in the script: the element adopts it. */
function styleSheet(text: string): Bun.BunPlugin {
  return {
    name: "style-sheet",
    setup(build) {
      build.onLoad({ filter: /\.css$/ }, () => ({ contents: text, loader: "text" }));
    },
  };
}

async function bundleStyles(path: string): Promise<string> {
  // For the target "browser" Bun rewrites light-dark() into variables that follow only a color-scheme in the same sheet.
  const { outputs } = await Bun.build({ entrypoints: [path], target: "bun", minify: true });
  const [sheet] = outputs;
  if (sheet === undefined) throw new Error(`${path} was not built.`);
  return await sheet.text();
}
