import { expect, test } from "bun:test";
import { SeededRandom } from "../../../test/support/random.ts";
import { checkDataFolder } from "./check-data-folder.ts";
import { EventfulFolder } from "./testing/eventful-folder.ts";
import { RandomLife } from "./testing/random-life.ts";

test("whatever people do, the server leaves a sound folder: while it runs, half erased, and when it has stopped", async () => {
  const random = new SeededRandom();
  await using world = await EventfulFolder.open();
  const life = new RandomLife(world, random);
  const expectSound = async () => {
    const { problems } = await checkDataFolder(world.path);
    expect({ seed: random.seed, problems }).toEqual({ seed: random.seed, problems: [] });
  };
  for (let round = 0; round < 4; round += 1) {
    await life.live(280);
    await expectSound();
  }
  await world.tidy();
  await world.close();
  await expectSound();
}, 60_000);
