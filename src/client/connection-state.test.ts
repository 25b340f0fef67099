import { expect, test } from "bun:test";
import fc from "fast-check";
import { testSeed } from "../../test/support/random.ts";
import { type ConnectionEffect, type ConnectionInput, type ConnectionState, start, transitions } from "./connection-state.ts";

const states = Object.keys(transitions) as ConnectionState[];
const inputs = Object.keys(transitions.closed) as ConnectionInput[];
const history = fc.array(fc.constantFrom(...inputs), { maxLength: 60 });
const seed = testSeed();

function run(given: readonly ConnectionInput[]): { state: ConnectionState; effects: ConnectionEffect[] } {
  let state = start.state;
  const effects = [...start.effects];
  for (const input of given) {
    const transition = transitions[state][input];
    state = transition.state;
    effects.push(...transition.effects);
  }
  return { state, effects };
}

test("the table has a cell for every state and input, and no other", () => {
  for (const state of states) expect(Object.keys(transitions[state]).sort()).toEqual([...inputs].sort());
});

test("closed is for good, and does nothing", () => {
  for (const input of inputs) expect(transitions.closed[input]).toEqual({ state: "closed", effects: [] });
});

test("every state but closed can be ended, and then holds no channel and no timer", () => {
  for (const state of states) expect(transitions[state].ended.state).toBe("closed");
});

test(`after any history there is one channel while connecting, greeting or live, and none otherwise (seed ${seed})`, () => {
  fc.assert(
    fc.property(history, (given) => {
      const { state, effects } = run(given);
      const dialled = effects.filter((effect) => effect === "dial").length;
      const hungUp = effects.filter((effect) => effect === "hang-up").length;
      const isHolding = state === "connecting" || state === "greeting" || state === "live";
      expect(dialled - hungUp).toBe(isHolding ? 1 : 0);
    }),
    { seed },
  );
});

test(`after any history a retry is scheduled exactly while waiting (seed ${seed})`, () => {
  fc.assert(
    fc.property(history, (given) => {
      let state = start.state;
      let isScheduled = false;
      for (const input of given) {
        if (input === "due" && state === "waiting") isScheduled = false; // the timer is what said so
        const transition = transitions[state][input];
        state = transition.state;
        for (const effect of transition.effects) {
          if (effect === "schedule-retry") isScheduled = true;
          if (effect === "cancel-retry") isScheduled = false;
        }
        expect(isScheduled).toBe(state === "waiting");
      }
    }),
    { seed },
  );
});

test(`live is reached by a welcome alone, and only after the greeting (seed ${seed})`, () => {
  fc.assert(
    fc.property(history, fc.constantFrom(...inputs), (given, input) => {
      const before = run(given).state;
      const { state } = transitions[before][input];
      if (state === "live" && before !== "live") expect([before, input]).toEqual(["greeting", "welcomed"]);
    }),
    { seed },
  );
});

test(`from everywhere but closed, a good server is live again (seed ${seed})`, () => {
  fc.assert(
    fc.property(history, (given) => {
      const { state } = run(given);
      const rest: ConnectionInput[] = ["lost", "due", "opened", "welcomed"];
      const end = run([...given, ...rest]).state;
      expect(end).toBe(state === "closed" ? "closed" : "live");
    }),
    { seed },
  );
});
