import { type Damage, set } from "./damage.ts";

const last = "(SELECT feed FROM lanes WHERE lane = 0)";

/** Of a PostgreSQL. */
export const feedDamages: readonly Damage[] = [
  set(
    "a lane is behind its rows",
    ["wrong-feed"],
    () => "The feed has the id |was written when lane 0 was at ",
    () => "UPDATE lanes SET feed = feed - 1 WHERE lane = 0",
  ),
  set(
    "the feed has a hole",
    ["wrong-feed"],
    () => "The feed lacks what follows the id ",
    () => `DELETE FROM feed WHERE lane = 0 AND id = ${last} - 1`,
  ),
  set(
    "the feed lacks its end",
    ["wrong-feed"],
    () => "The feed lacks what follows the id ",
    () => `DELETE FROM feed WHERE lane = 0 AND id = ${last}`,
  ),
  set(
    "a row has seen what never was",
    ["wrong-feed"],
    () => "was written when lane 0 was at 999999",
    () => `UPDATE feed SET seen = 999999 WHERE lane = 0 AND id = ${last}`,
  ),
  set(
    "a row tells of more than there is",
    ["wrong-feed"],
    () => "that the log lobby grew from ",
    () =>
      "UPDATE feed SET count = count + 1000 WHERE log_key = (SELECT key FROM logs WHERE id = 'lobby') AND id = (SELECT max(id) FROM feed WHERE log_key = 1)",
  ),
  set(
    "a lane is missing",
    ["incomplete-schema"],
    () => "The table lanes lacks the lane 7",
    () => "DELETE FROM lanes WHERE lane = 7",
  ),
];
