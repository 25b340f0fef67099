interface CommandOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Standard output of a program that succeeds. Throws what it says when it fails. */
export async function output(words: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await outcome(words, options);
  if (exitCode !== 0) throw new Error(`${words.join(" ")} ended with ${exitCode}:\n${stdout}${stderr}`);
  return stdout;
}

export async function outcome(words: readonly string[], { environment = process.env }: CommandOptions = {}): Promise<Outcome> {
  const child = Bun.spawn([...words], { env: environment, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [stdout, stderr, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { exitCode, stdout, stderr };
}
