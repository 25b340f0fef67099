import { writeSync } from "node:fs";
import type { Frame, ScreenSize } from "./screen.ts";

const ENTER = "\u001b[?1049h\u001b[?2004h\u001b[?7l"; // the other screen, bracketed paste, no wrapping by the terminal
const LEAVE = "\u001b[?7h\u001b[?2004l\u001b[?25h\u001b[?1049l";

/** The whole terminal, as long as the chat has it. Rows that did not change are not written again: ssh may be slow. */
export class Terminal {
  readonly #input = process.stdin;
  readonly #output = process.stdout;
  #painted: readonly string[] = [];
  #place = "";
  #isOurs = false;

  get size(): ScreenSize {
    return { columns: this.#output.columns || 80, rows: this.#output.rows || 24 };
  }

  enter(): void {
    if (this.#isOurs) return;
    this.#isOurs = true;
    this.#input.setRawMode(true);
    this.#output.write(ENTER);
    this.redraw();
  }

  /** Gives the terminal back as it was. Writes at once: the process may be about to end. */
  readonly leave = (): void => {
    if (!this.#isOurs) return;
    this.#isOurs = false;
    try {
      this.#input.setRawMode(false);
      writeSync(this.#output.fd, LEAVE);
    } catch {
      // The terminal itself has gone.
    }
  };

  /** Paints everything the next time: the terminal was resized, or another program wrote on it. */
  redraw(): void {
    this.#painted = [];
  }

  paint({ lines, cursor }: Frame): void {
    if (!this.#isOurs) return;
    const isFresh = this.#painted.length !== lines.length;
    // Erased first: behind a full line the cursor is still on its last character.
    const changed = lines.flatMap((line, row) =>
      isFresh || line !== this.#painted[row] ? [`${placeOf(row, 0)}\u001b[2K${line}`] : [],
    );
    const place = placeOf(cursor.row, cursor.column);
    if (changed.length === 0 && place === this.#place) return;
    this.#painted = lines;
    this.#place = place;
    this.#output.write(`\u001b[?25l${isFresh ? "\u001b[2J" : ""}${changed.join("")}${place}\u001b[?25h`);
  }
}

function placeOf(row: number, column: number): string {
  return `\u001b[${row + 1};${column + 1}H`;
}
