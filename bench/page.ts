import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { launchChromium } from "../test/support/chromium.ts";
import { measureArrivals, measureIdleSignIn } from "./page/arrivals.ts";
import { buildOwnPage, buildPageOf, bytesOfPage } from "./page/built-page.ts";
import { measureDrift } from "./page/drift.ts";
import { measureLoading } from "./page/loading.ts";
import { measureManyConversations } from "./page/many-conversations.ts";
import { fillForPage } from "./page/page-database.ts";
import type { PagePlan, Stage } from "./page/stage.ts";
import { measureSwitching } from "./page/switching.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { compare } from "./support/comparison.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { pinGenerator, ServerProcess, withServer, withTemporaryFolder } from "./support/server-process.ts";
import { percent } from "./support/statistics.ts";

const full: PagePlan = { longMessages: 100_000, rounds: 3, visits: 2, seconds: 4, keys: 50 };
const quick: PagePlan = { longMessages: 5_000, rounds: 1, visits: 1, seconds: 1, keys: 10 };
const EVERY_CORE = "0-1";
const GENERATOR_CORE = "1";

type Result = Awaited<ReturnType<typeof measure>>;

/** A page that was built, and a server's data for it alone. */
interface Contender {
  readonly name: string;
  readonly pageFolder: string;
  readonly dataFolder: string;
}

interface Row {
  readonly what: string;
  readonly goal: string;
  readonly figure: keyof Result;
  readonly format: (value: number) => string;
}

const rows: readonly Row[] = [
  { what: "scripts until the sign-in, bytes", goal: "", figure: "entryBytes", format: whole },
  { what: "scripts until the chat, bytes", goal: "60,000", figure: "chatBytes", format: whole },
  { what: "style sheet until the chat, bytes", goal: "9,000", figure: "styleBytes", format: whole },
  { what: "sign-in painted, CPU × 4, ms", goal: "900", figure: "signInMs", format: whole },
  { what: "main thread until then, CPU time, ms", goal: "", figure: "signInThreadMs", format: whole },
  { what: "field painted, CPU × 4, ms", goal: "1,200", figure: "typeMs", format: whole },
  { what: "main thread until then, CPU time, ms", goal: "", figure: "typeThreadMs", format: whole },
  { what: "messages painted, CPU × 4, ms", goal: "", figure: "messagesMs", format: whole },
  { what: "500 conversations painted, ms after `welcome`", goal: "100", figure: "listMs", format: whole },
  { what: "500 conversations on a phone, ms after the tap", goal: "100", figure: "phoneListMs", format: whole },
  { what: "main thread until then, CPU time, ms", goal: "", figure: "phoneThreadMs", format: whole },
  { what: "scripts during 60 notches of the wheel over them, ms", goal: "", figure: "wheelScriptMs", format: decimal },
  { what: "longest task meanwhile, ms; shorter ones are 0", goal: "50", figure: "wheelTaskMs", format: whole },
  { what: "opening a room of 100 messages, ms", goal: "", figure: "shortRoomMs", format: whole },
  { what: "opening a room of 100,000 messages, ms", goal: "", figure: "longRoomMs", format: whole },
  { what: "the second in the time of the first", goal: "1.3", figure: "longByShort", format: (value) => value.toFixed(2) },
  { what: "drift while 50 messages/s arrive, px", goal: "1", figure: "arrivingPx", format: decimal },
  { what: "drift while older messages are loaded, px", goal: "1", figure: "loadingPx", format: decimal },
  { what: "drift while the window changes its size, px", goal: "1", figure: "resizedPx", format: decimal },
  { what: "longest gap between frames at rest, ms", goal: "", figure: "restingGapMs", format: whole },
  { what: "longest gap between frames, 1,000 messages at once, ms", goal: "100", figure: "burstGapMs", format: whole },
  { what: "p95 from key to paint, 50 messages/s, CPU × 4, ms", goal: "100", figure: "keyMs", format: whole },
  { what: "main thread, 50 messages/s", goal: "25 %", figure: "flowShare", format: percent },
  { what: "of it scripts", goal: "", figure: "flowScriptShare", format: percent },
  { what: "main thread, nothing happens in the chat", goal: "1 %", figure: "idleShare", format: tenths },
  { what: "main thread, nothing happens at the sign-in", goal: "1 %", figure: "idleSignInShare", format: tenths },
];

export const page: Benchmark = {
  name: "page",
  title: "The page in Chromium, and with `--base COMMIT` the page of that commit as its peer, both on the server of this commit.",

  run(isQuick, base) {
    const plan = isQuick ? quick : full;
    return withTemporaryFolder(async (folder) => {
      const filledFolder = join(folder, "filled");
      mkdirSync(filledFolder);
      const filled = fillForPage(filledFolder, plan.longMessages);
      const pages = [
        ...(base === undefined ? [] : [{ name: base, pageFolder: buildPageOf(base, join(folder, "base")) }]),
        { name: "this page", pageFolder: await buildOwnPage(folder) },
      ];
      const contenders = pages.map(({ name, pageFolder }, index): Contender => {
        const dataFolder = join(folder, `data-${index}`);
        cpSync(filledFolder, dataFolder, { recursive: true });
        return { name, pageFolder, dataFolder };
      });
      await pinGenerator(EVERY_CORE); // the browser inherits it
      const browser = await launchChromium();
      await pinGenerator(GENERATOR_CORE);
      try {
        const results = await alternate(
          plan.rounds,
          contenders.map(
            ({ pageFolder, dataFolder }) =>
              () =>
                withServer(startWithPage(dataFolder, pageFolder), (server) =>
                  measure({ browser, server, filled, plan }, pageFolder),
                ),
          ),
        );
        return table(contenders, results);
      } finally {
        await browser.close();
      }
    });
  },
};

async function measure(stage: Stage, pageFolder: string) {
  return {
    ...bytesOfPage(pageFolder),
    ...(await measureLoading(stage)),
    ...(await measureManyConversations(stage)),
    ...(await measureSwitching(stage)),
    ...(await measureDrift(stage)),
    ...(await measureIdleSignIn(stage)),
    ...(await measureArrivals(stage)),
  };
}

function startWithPage(dataFolder: string, pageFolder: string): Promise<ServerProcess> {
  return ServerProcess.start([process.execPath, "bench/peers/page-server.ts", dataFolder, pageFolder]);
}

function table(contenders: readonly Contender[], results: readonly Result[][]): string {
  const [peer = []] = results;
  const comparisons = results.map((own) => compare(own, peer));
  const hasPeer = contenders.length > 1;
  const columns = ["", "goal", ...contenders.map(({ name }) => name), ...(hasPeer ? ["× base"] : [])];
  return markdownTable(
    columns,
    rows.map(({ what, goal, figure, format }) => [
      what,
      goal,
      ...comparisons.map((comparison) => comparison.figure(figure, format)),
      // Nothing is no measure for anything.
      ...(hasPeer ? [peer.some((result) => result[figure] === 0) ? "" : (comparisons.at(-1)?.timesPeer(figure) ?? "")] : []),
    ]),
  );
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function decimal(value: number): string {
  return value.toFixed(1);
}

function tenths(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}
