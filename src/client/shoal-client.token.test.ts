import { expect, test } from "bun:test";
import { TOKEN_TIMEOUT_MS } from "./session-token.ts";
import { ClientRig } from "./testing/client-rig.ts";
import { settle } from "./testing/settle.ts";

const first = "a".repeat(43);
const second = "b".repeat(43);

/** A client whose token the test gives, question by question. */
async function clientThatAsks() {
  const questions: PromiseWithResolvers<string>[] = [];
  const token = (): Promise<string> => {
    const question = Promise.withResolvers<string>();
    questions.push(question);
    return question.promise;
  };
  const rig = await ClientRig.open({ token });
  return { rig, questions };
}

function tokenSentBy({ transport }: ClientRig): string | undefined {
  transport.channel.open();
  const hello = transport.channel.takeSent().find(({ type }) => type === "hello");
  return hello?.type === "hello" ? hello.token : undefined;
}

test("a function gives the token of every connection, and nothing is dialled before it has", async () => {
  const { rig, questions } = await clientThatAsks();
  expect([rig.client.state, rig.transport.channels]).toEqual(["connecting", []]);
  questions[0]?.resolve(first);
  await settle();
  expect(tokenSentBy(rig)).toBe(first);
  rig.becomeLive();
  rig.transport.channel.drop();
  rig.client.probe();
  questions[1]?.resolve(second);
  await settle();
  expect(tokenSentBy(rig)).toBe(second);
});

test("a function that throws, says nothing or gives no text is asked again after a wait, and the cause is told", async () => {
  const { rig, questions } = await clientThatAsks();
  const causes: unknown[] = [];
  rig.client.on("state", ({ state, error }) => state === "waiting" && causes.push([error?.code, error?.cause]));
  const broken = new Error("the product is being deployed");
  questions[0]?.reject(broken);
  await settle();
  expect(rig.client.state).toBe("waiting");
  expect(rig.client.retryInMs).toBeGreaterThan(0);
  rig.client.probe();
  questions[1]?.resolve("");
  await settle();
  rig.client.probe();
  rig.clock.advance(TOKEN_TIMEOUT_MS);
  expect(causes).toEqual([
    ["unavailable", broken],
    ["unavailable", expect.any(TypeError)],
    ["unavailable", undefined],
  ]);
  rig.client.probe();
  questions[3]?.resolve(second);
  questions[2]?.resolve(first); // too late
  await settle();
  expect(tokenSentBy(rig)).toBe(second);
  expect(rig.transport.channels).toHaveLength(1);
});

test("a fresh token that is refused closes the client; one that has expired since is renewed", async () => {
  const { rig, questions } = await clientThatAsks();
  questions[0]?.resolve(first);
  await settle();
  rig.becomeLive();
  rig.transport.channel.drop(4500);
  expect(rig.client.state).toBe("waiting");
  rig.client.probe();
  questions[1]?.resolve(second);
  await settle();
  expect(tokenSentBy(rig)).toBe(second);
  rig.transport.channel.drop(4500);
  expect(rig.client.state).toBe("closed");
  await expect(rig.client.ready()).rejects.toMatchObject({ code: "unauthenticated" });
});

test("a client that signed out, or was closed while it asks, asks no more", async () => {
  const { rig, questions } = await clientThatAsks();
  questions[0]?.resolve(first);
  await settle();
  rig.becomeLive();
  rig.transport.channel.drop(4501);
  expect(rig.client.state).toBe("closed");

  const other = await clientThatAsks();
  other.rig.client.close();
  other.questions[0]?.resolve(first);
  await settle();
  expect(other.rig.transport.channels).toEqual([]);
  expect(other.rig.clock.pendingCount).toBe(0);
});
