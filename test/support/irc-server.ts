import { writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { eventually } from "./eventually.ts";
import { LeashedProcess } from "./leashed-process.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

const configuration = (port: number): string => `
[Global]
  Name = irc.test
  Info = a server for tests
  Listen = 127.0.0.1
  Ports = ${port}
[Options]
  DNS = no
  Ident = no
  PAM = no
`;

/** Debian has it where not every user looks. */
const start = 'PATH="$PATH:/usr/sbin" exec ngircd --nodaemon --config "$0"';

/** A real server of IRC on that port of 127.0.0.1. It ends with the process of the tests. */
export class IrcServer implements AsyncDisposable {
  readonly port: number;
  readonly #folder: TemporaryFolder;
  readonly #process: LeashedProcess;

  private constructor(port: number, folder: TemporaryFolder, started: LeashedProcess) {
    this.port = port;
    this.#folder = folder;
    this.#process = started;
  }

  static async start(port: number): Promise<IrcServer> {
    const folder = await temporaryFolder();
    const file = join(folder.path, "ngircd.conf");
    await writeFile(file, configuration(port));
    const started = await LeashedProcess.start({ command: ["sh", "-c", start, file], logFile: join(folder.path, "log") });
    return new IrcServer(port, folder, started);
  }

  /** A user of IRC in a channel. */
  async join(nick: string, channel: string): Promise<IrcUser> {
    return await eventually(() => IrcUser.join(this.port, nick, channel), 20_000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.kill();
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** A user of IRC in one channel, by hand. */
export class IrcUser implements Disposable {
  /** What others said in the channel. */
  readonly heard: string[] = [];
  readonly #socket: Socket;
  readonly #others = new Set<string>();

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static join(port: number, nick: string, channel: string): Promise<IrcUser> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      const user = new IrcUser(socket);
      socket.once("error", reject);
      socket.write(`NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\n`);
      createInterface({ input: socket }).on("line", (line) => {
        const [, from = "", command = "", rest = ""] = /^(?::([^ !]+)\S* )?(\S+) ?(.*)$/.exec(line) ?? [];
        const text = rest.slice(rest.indexOf(":") + 1);
        if (command === "PING") socket.write(`PONG :${text}\r\n`);
        if (command === "001") socket.write(`JOIN ${channel}\r\n`);
        if (command === "JOIN") user.#others.add(from);
        if (command === "353") for (const name of text.split(" ")) user.#others.add(name.replace(/^[@+]/, ""));
        if (command === "366") resolve(user);
        if (command === "PRIVMSG") user.heard.push(text);
      });
    });
  }

  /** Waits until that user is in the channel. */
  async meets(nick: string): Promise<void> {
    await eventually(() => {
      if (!this.#others.has(nick)) throw new Error(`${nick} is not in the channel yet.`);
    }, 20_000);
  }

  says(channel: string, text: string): void {
    this.#socket.write(`PRIVMSG ${channel} :${text}\r\n`);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
