/** Where an element is drawn. */
interface Placed {
  getBoundingClientRect(): { readonly left: number; readonly top: number };
}

/**
 * Where a key leads in cells that fill rows from left to right, several grids below each other. -1 is above the first row.
 * Undefined for other keys.
 */
export function nextInGrid(cells: readonly Placed[], from: number, key: string): number | undefined {
  switch (key) {
    case "ArrowLeft":
      return Math.max(from - 1, 0);
    case "ArrowRight":
      return Math.min(from + 1, cells.length - 1);
    case "ArrowUp":
    case "ArrowDown":
      return nextRow(cells, from, key === "ArrowUp" ? -1 : 1);
    case "Home":
      return 0;
    case "End":
      return cells.length - 1;
    default:
      return undefined;
  }
}

function nextRow(cells: readonly Placed[], from: number, step: 1 | -1): number {
  const places = cells.map((cell) => cell.getBoundingClientRect());
  const own = places[from];
  let index = from;
  while (places[index] !== undefined && places[index]?.top === own?.top) index += step;
  const row = places[index]?.top;
  if (own === undefined || row === undefined) return step < 0 ? -1 : from;
  let nearest = index;
  for (; places[index]?.top === row; index += step) {
    if (distance(places[index], own) <= distance(places[nearest], own)) nearest = index;
  }
  return nearest;
}

function distance(one: { readonly left: number } | undefined, other: { readonly left: number }): number {
  return Math.abs((one?.left ?? Number.POSITIVE_INFINITY) - other.left);
}
