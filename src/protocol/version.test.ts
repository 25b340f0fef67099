import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import * as v from "valibot";
import { wireShape } from "../../test/support/wire-shape.ts";
import { account } from "./accounts.ts";
import { adminCommands } from "./admin.ts";
import { errorCodes, errorKind } from "./errors.ts";
import { fileInfo } from "./files.ts";
import { downFrame } from "./frames/down.ts";
import { upFrame } from "./frames/up.ts";
import {
  accountLink,
  administratorRequest,
  attachRequest,
  closeEvent,
  connectionHeader,
  deletionRequest,
  deviceLink,
  passwordRequest,
  paths,
  resetLinkRequest,
  serverInfo,
  signedIn,
  signInRequest,
} from "./http.ts";
import { inviteLinkPreview } from "./invite-links.ts";
import { oidcLink, oidcPaths } from "./oidc.ts";
import { sessionList } from "./sessions.ts";
import { PROTOCOL_VERSION } from "./version.ts";

const pinned = { version: 1, hash: "d19e1cce65889a17" };

const advice = `The wire is another one than the one that is pinned in src/protocol/version.test.ts.
If clients of today can live with it (CONTRIBUTING.md, "Can old clients live with it?"), pin the new hash.
If they cannot, raise PROTOCOL_VERSION in src/protocol/version.ts, and pin both.`;

test("[P3] the wire is the one that belongs to the protocol's version", () => {
  const wire = {
    up: wireShape(upFrame),
    down: wireShape(downFrame),
    http: {
      paths,
      connectionHeader,
      signInRequest: wireShape(signInRequest),
      signedIn: wireShape(signedIn),
      deviceLink: wireShape(deviceLink),
      account: wireShape(account),
      accountLink: wireShape(accountLink),
      deletionRequest: wireShape(deletionRequest),
      oidcPaths,
      oidcLink: wireShape(oidcLink),
      passwordRequest: wireShape(passwordRequest),
      administratorRequest: wireShape(administratorRequest),
      resetLinkRequest: wireShape(resetLinkRequest),
      sessionList: wireShape(sessionList),
      serverInfo: wireShape(serverInfo),
      attachRequest: wireShape(attachRequest),
      closeEvent: wireShape(closeEvent),
      fileInfo: wireShape(fileInfo),
      inviteLinkPreview: wireShape(inviteLinkPreview),
    },
    admin: Object.entries(adminCommands).map(([name, { needs, input, answer }]) => [
      name,
      needs,
      wireShape(input),
      wireShape(answer),
    ]),
    errors: errorCodes.toSorted().map((code) => [code, errorKind(code).httpStatus, errorKind(code).closeCode ?? null]),
  };
  expect({ version: PROTOCOL_VERSION, hash: hashOf(wire) }, advice).toEqual(pinned);
});

const knock = v.object({
  type: v.literal("knock"),
  name: v.pipe(v.string(), v.maxBytes(8)),
  loudness: v.optional(v.number(), 3),
});
const { type, name, loudness } = knock.entries;

const changes: readonly (readonly [string, v.GenericSchema])[] = [
  ["a changed limit", v.object({ type, name: v.pipe(v.string(), v.maxBytes(9)), loudness })],
  ["a limit that went", v.object({ type, name: v.string(), loudness })],
  ["a changed pattern", v.object({ type, name: v.pipe(v.string(), v.regex(/^\w+$/)), loudness })],
  ["an added field", v.object({ type, name, loudness, door: v.string() })],
  ["a field that went", v.object({ type, name })],
  ["a renamed field", v.object({ type, nickname: name, loudness })],
  ["an optional field that is required now", v.object({ type, name, loudness: v.number() })],
  ["a required field that is optional now", v.object({ type, name: v.optional(name), loudness })],
  ["another default", v.object({ type, name, loudness: v.optional(v.number(), 4) })],
  ["another type", v.object({ type, name, loudness: v.optional(v.string(), "3") })],
  ["another literal", v.object({ type: v.literal("ring"), name, loudness })],
];

test.each(changes)("the hash sees %s", (_what, changed) => {
  expect(hashOf(wireShape(changed))).not.toBe(hashOf(wireShape(knock)));
});

test("the hash sees a change far inside, and one of several alternatives that went", () => {
  const inside = (schema: v.GenericSchema) => hashOf(wireShape(v.array(v.record(v.string(), v.optional(schema)))));
  expect(inside(v.object({ name: v.number() }))).not.toBe(inside(v.object({ name: v.string() })));
  expect(hashOf(wireShape(v.picklist(["open", "shut"])))).not.toBe(hashOf(wireShape(v.picklist(["open"]))));
});

test("the hash does not see in which order things were written down", () => {
  expect(hashOf(wireShape(v.object({ loudness, name, type })))).toBe(hashOf(wireShape(knock)));
  expect(hashOf(wireShape(v.picklist(["shut", "open"])))).toBe(hashOf(wireShape(v.picklist(["open", "shut"]))));
});

test("a rule that is code and not data is refused: the hash could not see it change", () => {
  const even = v.pipe(
    v.number(),
    v.check((value) => value % 2 === 0),
  );
  expect(() => wireShape(v.object({ even }))).toThrow("object.entries.even.pipe.1.requirement is a function");
});

function hashOf(wire: unknown): string {
  return createHash("sha256").update(JSON.stringify(wire)).digest("hex").slice(0, 16);
}
