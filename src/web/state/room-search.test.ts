import { describe, expect, test } from "bun:test";
import { LOBBY_ID, type PageQuery } from "../../client/index.ts";
import { RoomSearch } from "./room-search.ts";

/** A server that answers when it is told to, in whichever order. */
function directory() {
  const asked: { page: PageQuery; answer: (names: readonly string[], next?: string) => Promise<void> }[] = [];
  const search = new RoomSearch((page) => {
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<ConstructorParameters<typeof RoomSearch>[0]>>>();
    asked.push({
      page,
      async answer(names, next) {
        const rooms = names.map((name) => ({
          id: name === "lobby" ? LOBBY_ID : `r_${name}`,
          name,
          memberCount: 1,
          isMember: false,
        }));
        resolve({ rooms, ...(next !== undefined && { next }) });
        await Bun.sleep(0);
      },
    });
    return promise;
  });
  const names = () => search.rooms.value?.map((room) => room.name);
  return { search, asked, names };
}

describe("looking for rooms", () => {
  test("goes on page by page, and finds the lobby on none of them", async () => {
    const { search, asked, names } = directory();
    void search.search("");
    await asked[0]?.answer(["coral", "lobby"], "after lobby");
    expect(names()).toEqual(["coral"]);
    expect(search.hasMore.value).toBe(true);
    void search.loadMore();
    expect(asked[1]?.page).toEqual({ query: "", after: "after lobby" });
    await asked[1]?.answer(["lobby", "reef"]);
    expect(names()).toEqual(["coral", "reef"]);
    expect(search.hasMore.value).toBe(false);
  });

  test("ignores the answer of an earlier search", async () => {
    const { search, asked, names } = directory();
    void search.search("");
    await asked[0]?.answer(["coral"], "more");
    void search.loadMore();
    void search.search("r");
    await asked[2]?.answer(["reef"]);
    await asked[1]?.answer(["dolphin"], "even more");
    expect(names()).toEqual(["reef"]);
    expect(search.hasMore.value).toBe(false);
  });

  test("takes the newest answer when the same words are looked for again", async () => {
    const { search, asked, names } = directory();
    for (const query of ["r", "re", "r"]) void search.search(query);
    await asked[2]?.answer(["reef", "rocks"]);
    await asked[0]?.answer(["reef"]);
    await asked[1]?.answer(["reef"]);
    expect(names()).toEqual(["reef", "rocks"]);
  });

  test("shows a page once, however often it is asked for", async () => {
    const { search, asked, names } = directory();
    void search.search("");
    await asked[0]?.answer(["coral"], "more");
    void search.loadMore();
    void search.loadMore();
    for (const { answer } of asked.slice(1)) await answer(["reef"]);
    expect(names()).toEqual(["coral", "reef"]);
  });
});
