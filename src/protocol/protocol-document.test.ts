import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { protocolSchemas } from "../../scripts/protocol-schemas.ts";
import { fieldRows } from "../../test/support/schema-notation.ts";
import { fieldsOf } from "../../test/support/wire-shape.ts";
import { RETRY_BOUND_MAX_MS, RETRY_BOUND_MIN_MS } from "../client/backoff.ts";
import { ATTEMPT_TIMEOUT_MS, PONG_TIMEOUT_MS } from "../client/connection-manager.ts";
import { HEARTBEAT_MISSED_MS } from "../client/transports/attempt.ts";
import { SHORT_LIFE_MS, SHORT_LIVES_MAX } from "../client/transports/transport-fallback.ts";
import { PICTURE_PIXELS_MAX } from "../server/files/examine.ts";
import { USED_SHARE_MAX } from "../server/files/folder-blobs.ts";
import * as picture from "../server/files/picture-maker.ts";
import { SIDE_PIXELS_MAX } from "../server/files/previews.ts";
import { ATTEMPT_LIFETIME_MS } from "../server/http/sign-in-attempts.ts";
import { PROVIDER_ANSWER_BYTES_MAX, PROVIDER_TIMEOUT_MS } from "../server/identities/bounded-fetch.ts";
import { JWT_BYTES_MAX, ROOMS_MAX } from "../server/identities/host-tokens.ts";
import { SEEN_HEADERS_MAX, SEEN_VALUE_CHARACTERS_MAX } from "../server/lab/handshake-view.ts";
import { OBSERVERS_INTERVAL_MS, OBSERVERS_LISTED_MAX } from "../server/plain/observers.ts";
import { GENERATED_GUEST_IDLE_MS } from "../server/plain/plain-guests.ts";
import { TIME_SIGNAL_MS } from "../server/plain/time-signal.ts";
import { PAYLOAD_BYTES_MAX } from "../server/push/payload.ts";
import { PUSH_DELAY_MS, PUSHES_AT_ONCE } from "../server/push/push-notifier.ts";
import { IDENTITIES_PER_USER_MAX } from "../server/storage/identity-records.ts";
import { botLimits } from "./bots.ts";
import { errorCodes, errorKind } from "./errors.ts";
import { logEvent } from "./events.ts";
import { features } from "./features.ts";
import { downFrame } from "./frames/down.ts";
import { upFrame } from "./frames/up.ts";
import { connectionHeader, handshakeViewPath, paths } from "./http.ts";
import { labLimits, labPaths } from "./lab.ts";
import { limits } from "./limits.ts";
import { oidcPaths } from "./oidc.ts";
import { BOT_TOKEN_PREFIX } from "./session-tokens.ts";
import { PROTOCOL_VERSION } from "./version.ts";

const root = join(import.meta.dir, "../..");
const document = readFileSync(join(root, "PROTOCOL.md"), "utf8");

/** Rules that no test can hold. Each needs a reason here. */
const untestable: readonly string[] = [];

test("the document is about this version", () => {
  expect(document).toStartWith(`# The Shoal protocol, version ${PROTOCOL_VERSION}\n`);
});

test("rules are numbered from 1, each number once and in order; a new part may begin with a multiple of five", () => {
  const names = [...document.matchAll(/^- \*\*(P\d+[a-z]?)\*\* /gm)].map(([, name = ""]) => name);
  expect(names).toEqual([...rules().keys()]);
  // The clauses of one rule are P22a, P22b …: its number once.
  const numbers = [...new Set(names.map((name) => Number.parseInt(name.slice(1), 10)))];
  const follows = (number: number, index: number): boolean => number === (numbers[index - 1] ?? 0) + 1;
  expect(numbers.filter((number, index) => !follows(number, index) && number % 5 !== 0)).toEqual([]);
  expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
  for (const number of numbers) {
    const letters = names
      .filter((name) => Number.parseInt(name.slice(1), 10) === number)
      .map((name) => name.replace(/^P\d+/, ""));
    expect(letters).toEqual(letters.length === 1 ? [""] : letters.map((_, index) => String.fromCharCode(97 + index)));
  }
});

test("every quoted rule exists", () => {
  // A comment may quote a rule with all its clauses.
  const quoted = sourceFiles(() => true).flatMap((file) => quotedRules(readFileSync(file, "utf8")));
  expect([...new Set(quoted)].filter((rule) => !rules().has(rule) && !rules().has(`${rule}a`))).toEqual([]);
});

test("every rule is held by a test that quotes it", () => {
  const tests = sourceFiles((file) => /\.test\.tsx?$/.test(file) || file.startsWith(join(root, "test")));
  const quoted = new Set(tests.flatMap((file) => rulesInTitles(readFileSync(file, "utf8"))));
  expect([...rules().keys()].filter((rule) => !quoted.has(rule) && !untestable.includes(rule))).toEqual([]);
});

test("the table of errors is the code's", () => {
  const expected = errorCodes.map((code) => {
    const { httpStatus, closeCode, isRetryable, message } = errorKind(code);
    return [`\`${code}\``, String(httpStatus), String(closeCode ?? ""), isRetryable ? "yes" : "no", message];
  });
  expect(table("code")).toEqual(expected);
});

test("the table of limits is the code's, and has the purpose of each", () => {
  expect(table("limit").map(([name, value]) => [name, value])).toEqual(
    Object.entries(limits).map(([name, value]) => [`\`${name}\``, String(value)]),
  );
  for (const [name, , purpose] of table("limit")) expect(purpose, name).not.toBe("");
});

test("the tables of frames and events are the schemas'", () => {
  expect(fieldsInTable("frame", 0)).toEqual(fieldsInCode(upFrame.options));
  expect(fieldsInTable("frame", 1)).toEqual(fieldsInCode(downFrame.options));
  expect(fieldsInTable("event", 0)).toEqual(fieldsInCode(logEvent.options));
});

test("every field of every schema has its type and a meaning in the document, and no other field has", () => {
  const rows = table("of").map(([of = "", field = "", type, meaning]) => ({
    of,
    field: bare(field),
    written: field,
    type,
    meaning,
  }));
  for (const { of, field, meaning } of rows) expect(meaning, `${of} ${field}`).not.toBe("");
  const used = new Set<(typeof rows)[number]>();
  for (const [name, schema] of Object.entries(protocolSchemas().$defs)) {
    const of = name.replace(/^(up|down|event)-(.+)$/, "$1 `$2`");
    for (const [field, type] of fieldRows(schema)) {
      const row =
        rows.find((each) => each.of === of && each.written === field) ??
        rows.find((each) => each.of === "" && each.field === bare(field));
      expect({ of, field, type: row?.type }).toEqual({ of, field, type });
      if (row !== undefined) used.add(row);
    }
  }
  expect(rows.filter((row) => !used.has(row)).map(({ of, field }) => `${of} ${field}`)).toEqual([]);
});

test("[P74] the table of features is the code's", () => {
  expect(table("feature").map(([name]) => name)).toEqual(features.map((name) => `\`${name}\``));
});

const bare = (field: string): string => field.replace(/[`?]/g, "");

const seconds = (ms: number): string => `${ms / 1000} s`;

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const MEBIBYTE = 1024 * 1024;

test.each([
  ["P1d", `${limits.frameBytesMax / 1024} KiB`],
  ["P1e", `After ${limits.badFramesMax} bad frames`],
  ["P1a", paths.socket],
  ["P2", `within ${seconds(limits.helloTimeoutMs)}`],
  ["P12", `${limits.messageBytesMax / 1024} KiB`],
  ["P17b", `more than ${limits.catchUpEventsMax.toLocaleString("en")}`],
  ["P18b", `after ${seconds(limits.slowConnectionTimeoutMs)}`],
  ["P20a", `every ${seconds(limits.heartbeatIntervalMs)}`],
  ["P20c", `after ${seconds(limits.heartbeatTimeoutMs)}`],
  ["P21", `${limits.framesPerSecondMax} frames in a second`],
  ["P22e", `${seconds(limits.presenceLeaveDelayMs)} longer`],
  ["P23a", `every ${seconds(limits.typingRepeatMs)}`],
  ["P23a", `after ${seconds(limits.typingLifetimeMs)}`],
  ["P24e", `at most ${limits.seenMembersMax} members`],
  ["P26c", `in ${limits.roomsPerUserMax} rooms`],
  ["P26c", `${limits.conversationsPerUserMax - limits.roomsPerUserMax} places more`],
  ["P28a", `POST ${paths.sessions}`],
  ["P28e", `POST ${paths.deviceLinks}`],
  ["P28e", `for ${limits.deviceLinkLifetimeMs / 60_000} minutes`],
  ["P28b", `within ${ATTEMPT_LIFETIME_MS / 60_000} minutes`],
  ["P29a", `GET ${paths.session}`],
  ["P31c", `of ${RETRY_BOUND_MIN_MS / 1000} s at least and ${seconds(RETRY_BOUND_MAX_MS)} at most`],
  ["P32", `POST ${paths.stream}`],
  ["P32", `POST ${paths.poll}`],
  ["P33a", connectionHeader],
  ["P34b", `every ${seconds(limits.streamHeartbeatMs)}`],
  ["P34b", `after ${limits.streamLifetimeMs / 60_000} minutes`],
  ["P34c", `at most ${limits.longPollMsMax.toLocaleString("en")}`],
  ["P35d", `DELETE ${paths.connection}`],
  ["P36a", `at most ${limits.uplinkFramesMax} and ${limits.uplinkBytesMax / 1024} KiB`],
  ["P37a", `within ${seconds(ATTEMPT_TIMEOUT_MS)}`],
  ["P37b", `cut ${SHORT_LIVES_MAX} times within ${seconds(SHORT_LIFE_MS)}`],
  ["P37d", `${(HEARTBEAT_MISSED_MS - limits.streamHeartbeatMs) / 1000} s late`],
  ["P37d", `missing ${seconds(PONG_TIMEOUT_MS)} after the ping`],
  ["P38a", `at most ${limits.roomDescriptionCharactersMax} visible characters`],
  ["P62", `beyond ${limits.frameBytesMax / 1024} KiB`],
  ["P63c", `within ${seconds(GENERATED_GUEST_IDLE_MS)}`],
  ["P65a", `there were ${limits.badFramesMax} bad ones`],
  ["P66b", `every ${seconds(limits.heartbeatIntervalMs)}`],
  ["P67a", TIME_SIGNAL_MS === 1_000 ? "once a second" : "at another pace"],
  ["P67b", `after ${seconds(limits.slowConnectionTimeoutMs)}`],
  ["P68b", `the ${OBSERVERS_LISTED_MAX} that came last`],
  ["P68c", `${OBSERVERS_INTERVAL_MS} ms after`],
  ["P80a", `POST ${paths.uploads}`],
  ["P81a", `at most ${limits.uploadBytesMax / MEBIBYTE} MiB`],
  ["P81b", `at most ${limits.uploadsPerUserMax} unfinished`],
  ["P81b", `at most ${limits.fileBytesPerUserMax / 1024 / MEBIBYTE} GiB`],
  ["P81c", `When ${USED_SHARE_MAX * 100} %`],
  ["P81d", `removed ${limits.uploadLifetimeMs / HOUR_MS} hours`],
  ["P82c", `more than ${PICTURE_PIXELS_MAX / 1_000_000} million pixels`],
  ["P82d", `at most ${limits.fileNameBytesMax} bytes`],
  ["P83a", `GET ${paths.files}/`],
  ["P84", `at most ${SIDE_PIXELS_MAX} pixels`],
  ["P91d", `after ${limits.invitationLifetimeMs / DAY_MS} days`],
  ["P92a", `when ${limits.invitationsPerInviterMax} invitations`],
  ["P92a", `or ${limits.invitationsToOneUserMax} of them to that user`],
  ["P92a", `for ${limits.invitationRestMs / DAY_MS} days more`],
  ["P100b", `at most ${limits.pinnedConversationsMax} conversations`],
  ["P110c", `For ${limits.nicknameRestMs === HOUR_MS ? "an hour" : "another time"}`],
  ["P110d", `${limits.nicknameChangesMax} times in an hour`],
  ["P112c", `at most ${limits.blocksMax.toLocaleString("en")} others`],
  ["P113a", `GET ${paths.sessions}`],
  ["P113b", `DELETE ${paths.sessionOfUser.replace(":sessionId", "{sessionId}")}`],
  ["P120b", `at most ${picture.PICTURE_SIDE_MAX} pixels a side`],
  ["P120c", `more than ${picture.RATIO_MAX} times as long`],
  ["P120c", `more than ${limits.pictureBytesMax / MEBIBYTE} MiB or ${picture.OTHER_PIXELS_MAX / 1_000_000} million pixels`],
  ["P120c", `as a baseline JPEG ${picture.JPEG_PIXELS_MAX / 1_000_000} million`],
  ["P122", `GET ${paths.pictures}/`],
  ["P130b", `at most ${limits.pushSubscriptionsPerUserMax};`],
  ["P130d", `${seconds(PUSH_DELAY_MS)} after`],
  ["P130e", `${PAYLOAD_BYTES_MAX.toLocaleString("en")} bytes`],
  ["P130f", `sent ${PUSHES_AT_ONCE} at once`],
  ["P160b", `more than ${JWT_BYTES_MAX / 1024} KiB`],
  ["P160e", `at most ${ROOMS_MAX} texts`],
  ["P162b", `GET ${oidcPaths.start}`],
  ["P162c", `GET ${oidcPaths.callback}`],
  ["P162g", `POST ${oidcPaths.link}`],
  ["P162g", `a user can have ${IDENTITIES_PER_USER_MAX}`],
  ["P162h", `${PROVIDER_ANSWER_BYTES_MAX / 1024} KiB and ${seconds(PROVIDER_TIMEOUT_MS)} at most`],
  ["P140a", `GET ${labPaths.feed}`],
  ["P140a", `every ${seconds(limits.streamHeartbeatMs)}`],
  ["P140b", `${labLimits.observersIntervalMs} ms after`],
  ["P140b", `the newest ${labLimits.observersListedMax} `],
  ["P140c", `${labLimits.feedsMax} labs are open at most, and ${labLimits.feedsPerAddressMax} of one address`],
  ["P140c", `dropped after ${seconds(limits.slowConnectionTimeoutMs)}`],
  ["P140d", `POST ${labPaths.push}`],
  ["P140d", `1 to ${labLimits.pushCharactersMax} visible characters`],
  ["P140d", `has ${labLimits.pushesAtOnce} at once and ${labLimits.pushesPerSecond} a second`],
  ["P140d", `all together ${labLimits.pushesOfAllAtOnce} and ${labLimits.pushesOfAllPerSecond}`],
  ["P141a", `GET ${labPaths.frame}`],
  ["P141b", `after ${labLimits.frameLifetimeMs / 60_000} minutes`],
  ["P142a", `GET ${handshakeViewPath}`],
  ["P142a", `at most ${SEEN_HEADERS_MAX}, each value cut after ${SEEN_VALUE_CHARACTERS_MAX.toLocaleString("en")}`],
  ["P144a", `after ${seconds(labLimits.cutAfterMs)}`],
  ["P144b", `rests for ${seconds(labLimits.slowRestMs)}`],
  ["P144b", `after ${seconds(labLimits.slowLifetimeMs)}`],
  ["P144b", `${labLimits.slowSocketsMax} of them are open at most, and ${labLimits.slowSocketsPerAddressMax} of one address`],
  ["P92b", `At most ${limits.invitationsPerUserMax} wait`],
  ["P94a", `for ${limits.inviteLinkLifetimeMs / DAY_MS} days`],
  ["P94a", `${limits.inviteLinkLifetimeMsMax / DAY_MS} days at most`],
  ["P94a", `A member has ${limits.inviteLinksPerMemberMax} links`],
  ["P94a", `a room has ${limits.inviteLinksPerRoomMax}`],
  ["P95d", `GET ${paths.inviteLinks}/`],
  ["P215c", `at most ${botLimits.botsPerRoomMax} bots`],
  ["P215c", `at most ${botLimits.botsPerMakerMax},`],
  ["P215c", `at most ${botLimits.botsPerServerMax.toLocaleString("en")} that`],
  ["P216a", BOT_TOKEN_PREFIX],
])("%s says what the code does: %s", (rule, words) => {
  expect(rules().get(rule)).toContain(words);
});

/** Every rule's text on one line, by its name. */
function rules(): ReadonlyMap<string, string> {
  const items = document.split(/^(?=- |## )/m).flatMap((item) => {
    const match = /^- \*\*(P\d+[a-z]?)\*\* (.*)/s.exec(item);
    return match ? [[match[1] ?? "", (match[2] ?? "").replaceAll(/\s+/g, " ").trim()] as const] : [];
  });
  return new Map(items);
}

/** The rows of a table, found by its first heading; the document may have several of a kind. */
function table(heading: string, index = 0): string[][] {
  const start = document.split(`\n| ${heading} |`)[index + 1];
  const lines = start?.split("\n\n")[0]?.trimEnd().split("\n").slice(2) ?? [];
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function fieldsInTable(heading: string, index: number): string[] {
  return table(heading, index).map(([name, fields]) => `${name} ${fields}`.replaceAll("`", "").trim());
}

function fieldsInCode(options: readonly Frame[]): string[] {
  return options.map((option) => {
    const fields = fieldsOf(option).filter((field) => field !== "type");
    return [option.entries.type.literal, ...fields].join(" ");
  });
}

type Frame = Parameters<typeof fieldsOf>[0] & { readonly entries: { readonly type: { readonly literal: string } } };

/** `[P7]`, `[P9, P14]`, `[P9] [P14]` */
function quotedRules(text: string): string[] {
  return [...text.matchAll(/\[(P\d+[a-z]?(?:, P\d+[a-z]?)*)\]/g)].flatMap((match) => match[1]?.split(", ") ?? []);
}

/** A comment holds nothing: only what stands in a string counts, as the title of a test does. */
function rulesInTitles(text: string): string[] {
  return text.split("\n").flatMap((line) => (/["'`][^"'`]*\[P\d/.test(line) ? quotedRules(line) : []));
}

function sourceFiles(isWanted: (file: string) => boolean): string[] {
  return ["src", "test"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((file) => join(root, folder, file))
      // This file only shows what a quotation looks like.
      .filter((file) => /\.tsx?$/.test(file) && file !== import.meta.path && isWanted(file)),
  );
}
