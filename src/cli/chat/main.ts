import { isatty } from "node:tty";
import { ShoalClient, ShoalError, systemClock } from "../../client/index.ts";
import { visible } from "../terminal-text.ts";
import { refusalOf } from "./actions.ts";
import { ChatError } from "./chat-error.ts";
import type { ChatOptions } from "./chat-options.ts";
import type { Ending } from "./ending.ts";
import { chatOnFullScreen } from "./full-screen.ts";
import { words } from "./i18n/words.ts";
import { chatInLines } from "./line-mode.ts";
import { noQuestions, terminalQuestions } from "./questions.ts";
import { type Entrance, enter } from "./sign-in.ts";
import { Talk } from "./talk.ts";

/** `shoal chat`: talks, in a terminal or through pipes. Gives the exit code: 0 ended, 1 failed, 2 typed wrong. */
export async function chat(address: string, options: ChatOptions): Promise<number> {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    process.stderr.write(`shoal chat: ${words.signIn.address}\n`);
    return 2;
  }
  const hasPerson = isatty(0) && process.stdout.isTTY;
  try {
    const entrance = await enter(serverAt(url), options, hasPerson ? terminalQuestions : noQuestions);
    return await talkAs(entrance, options, hasPerson && process.env.TERM !== "dumb");
  } catch (error) {
    if (!(error instanceof ShoalError || error instanceof ChatError)) throw error;
    process.stderr.write(`shoal chat: ${visible(distrustOf(error) ?? refusalOf(error))}\n`);
    return 1;
  }
}

/** A server may live below a path of its host. An address that was copied from the page has more behind that. */
function serverAt({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/+$/, "");
}

/** Why a certificate was refused; undefined for anything else. */
function distrustOf({ cause }: Error): string | undefined {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return /CERT|LEAF_SIGNATURE|ISSUER/.test(code) ? words.signIn.untrusted(code) : undefined;
}

async function talkAs(entrance: Entrance, { room, files = false }: ChatOptions, isFullScreen: boolean): Promise<number> {
  const { url, user, token } = entrance;
  const client = new ShoalClient(url, { token });
  const talk = new Talk(client, token);
  let ending: Ending | undefined;
  try {
    await client.ready();
    talk.show(talk.shownId);
    const owner = words.signIn.owner(user.nickname, new URL(url).host);
    ending = await (isFullScreen ? chatOnFullScreen(talk, { owner, room, clock: systemClock }) : chatInLines(talk, room, files));
    const { error } = talk.connection;
    if (client.state === "closed" && error !== undefined && ending.exitCode === 0) throw error;
    return ending.exitCode;
  } finally {
    await talk.transfers.close();
    client.close();
    if (!entrance.isKept || ending?.isSigningOut === true) await entrance.leave().catch(() => {});
  }
}
