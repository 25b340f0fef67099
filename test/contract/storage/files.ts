import { expect, test } from "bun:test";
import type { FileInfo } from "../../../src/protocol/files.ts";
import { LOBBY_ID, newClientMessageId, newId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { Person } from "../../../src/protocol/people.ts";
import type { NewUpload } from "../../../src/server/storage/file-records.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

const PNG = { type: "image/png", byteLength: 90, width: 3, height: 2 };

export function fileRules(open: Open): void {
  test("an upload is found by its user, with what was announced", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const upload = await begin(shoal, ann, { name: "鱼.png" });
    expect(await shoal.storage.findUpload(upload.id, ann.id)).toEqual({ ...upload, isComplete: false });
    await shoal.reopen();
    expect(await shoal.storage.findUpload(upload.id, ann.id)).toEqual({ ...upload, isComplete: false });
  });

  test("[P80e] another user's upload does not exist", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const eve = await shoal.signUp("Eve");
    const { id } = await begin(shoal, ann);
    expect(await shoal.storage.findUpload(id, eve.id)).toBeUndefined();
    await expectRefusal(shoal.storage.abandonUpload(id, eve.id), "not-found");
    await expectRefusal(shoal.storage.completeUpload({ id, userId: eve.id, ...PNG, at: AT }), "not-found");
    await expectRefusal(begin(shoal, { id: "u_nobody", nickname: "" }), "not-found");
    expect(await shoal.storage.findUpload(id, ann.id)).toMatchObject({ isComplete: false });
  });

  test("a complete upload is a file with what was found in it; completing again changes nothing", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { id } = await begin(shoal, ann, { name: "fish.png", byteLength: 100 });
    expect(await shoal.storage.findFile(id, ann.id)).toBeUndefined();
    const info = await shoal.storage.completeUpload({ id, userId: ann.id, ...PNG, at: AT });
    expect(info).toEqual({ id, name: "fish.png", ...PNG });
    expect(await shoal.storage.completeUpload({ id, userId: ann.id, type: "text/plain", byteLength: 1, at: AT })).toEqual(info);
    expect(await shoal.storage.findFile(id, ann.id)).toEqual(info);
    // The upload stays as long as it was.
    expect(await shoal.storage.findUpload(id, ann.id)).toMatchObject({ byteLength: 100, isComplete: true });
  });

  test("what is no picture has no size in pixels", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { id } = await begin(shoal, ann, { name: "note" });
    const info = await shoal.storage.completeUpload({ id, userId: ann.id, type: "text/plain", byteLength: 9, at: AT });
    expect(info).toEqual({ id, name: "note", type: "text/plain", byteLength: 9 });
  });

  test("[P83a] a file that no message names is seen by its user only", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const eve = await shoal.signUp("Eve");
    const { id } = await begin(shoal, ann);
    await shoal.storage.completeUpload({ id, userId: ann.id, ...PNG, at: AT });
    expect(await shoal.storage.findFile(id, eve.id)).toBeUndefined();
    expect(await shoal.storage.findFile("f_unknown", ann.id)).toBeUndefined();
  });

  test("[P81b] a user has so many unfinished uploads; a complete or abandoned one makes room", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const uploads: NewUpload[] = [];
    while (uploads.length < limits.uploadsPerUserMax) uploads.push(await begin(shoal, ann));
    await expectRefusal(begin(shoal, ann), "too-many-uploads");
    const [first, second] = uploads;
    await shoal.storage.completeUpload({ id: first?.id ?? "", userId: ann.id, ...PNG, at: AT });
    await begin(shoal, ann);
    await expectRefusal(begin(shoal, ann), "too-many-uploads");
    await shoal.storage.abandonUpload(second?.id ?? "", ann.id);
    await begin(shoal, ann);
    // Each user has their own.
    await begin(shoal, await shoal.signUp("Ben"));
  });

  test("[P81b] a user keeps so many bytes: complete files with theirs, unfinished uploads with what was announced", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const large = await begin(shoal, ann, { byteLength: limits.fileBytesPerUserMax });
    await expectRefusal(begin(shoal, ann, { byteLength: 1 }), "too-many-file-bytes");
    await shoal.storage.completeUpload({ id: large.id, userId: ann.id, type: "text/plain", byteLength: 10, at: AT });
    await begin(shoal, ann, { byteLength: limits.fileBytesPerUserMax - 10 });
    await expectRefusal(begin(shoal, ann, { byteLength: 1 }), "too-many-file-bytes");
  });

  test("[P80b] an abandoned upload is gone, and its blob is doomed until it is forgotten", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { id } = await begin(shoal, ann);
    await shoal.storage.abandonUpload(id, ann.id);
    expect(await shoal.storage.findUpload(id, ann.id)).toBeUndefined();
    await expectRefusal(shoal.storage.abandonUpload(id, ann.id), "not-found");
    await shoal.reopen();
    expect(await shoal.storage.listDoomedBlobs(10)).toEqual([id]);
    await shoal.storage.forgetDoomedBlobs([id, "f_unknown"]);
    expect(await shoal.storage.listDoomedBlobs(10)).toEqual([]);
  });

  test("[P81d] what is older and named by no message expires, so many at once, and its blobs are doomed", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const old = await Promise.all([1, 2, 3].map((age) => begin(shoal, ann, { at: AT - age })));
    const { id } = await begin(shoal, ann, { at: AT });
    await shoal.storage.completeUpload({ id: old[0]?.id ?? "", userId: ann.id, ...PNG, at: AT });
    expect(await shoal.storage.expireUploads(AT, 2)).toBe(2);
    expect(await shoal.storage.expireUploads(AT, 2)).toBe(1);
    expect(await shoal.storage.expireUploads(AT, 2)).toBe(0);
    const oldIds = old.map((each) => each.id).toSorted();
    expect((await shoal.storage.listDoomedBlobs(10)).toSorted()).toEqual(oldIds);
    expect(await shoal.storage.listDoomedBlobs(2)).toHaveLength(2);
    expect(await shoal.storage.findUpload(id, ann.id)).toMatchObject({ id });
  });

  test("[P85a] a message names files of its author once, and its readers find them", async () => {
    await using shoal = await open();
    const [ann, ben, eve] = [await shoal.signUp("Ann"), await shoal.signUp("Ben"), await shoal.signUp("Eve")];
    const room = await shoal.room(ann, "harbour");
    await shoal.storage.join(room.id, ben.id, AT);
    const [first, second] = [await complete(shoal, ann), await complete(shoal, ann)];
    const message = { conversationId: room.id, userId: ann.id, clientMessageId: newClientMessageId(), text: "", at: AT };
    const sent = { ...message, files: [second.id, first.id] };
    const { seq } = await shoal.storage.appendMessage(sent);
    expect((await shoal.log(room.id))[seq - 1]).toMatchObject({ text: "", files: [second, first] });
    expect(await shoal.storage.findFile(first.id, ben.id)).toEqual(first);
    expect(await shoal.storage.findFile(first.id, eve.id)).toBeUndefined();
    await shoal.storage.leave(room.id, ben.id, AT);
    expect(await shoal.storage.findFile(first.id, ben.id)).toBeUndefined();

    expect(await shoal.storage.appendMessage(sent)).toMatchObject({ seq, isDuplicate: true });
    await expectRefusal(shoal.storage.appendMessage({ ...sent, files: [first.id, second.id] }), "conflict");
    const another = { ...message, clientMessageId: newClientMessageId() };
    const { id: unfinished } = await begin(shoal, ann);
    const bens = await complete(shoal, ben);
    for (const id of [first.id, unfinished, bens.id, "f_unknown"]) {
      await expectRefusal(shoal.storage.appendMessage({ ...another, files: [id] }), "file-not-found");
    }
    const free = await complete(shoal, ann);
    await expectRefusal(shoal.storage.appendMessage({ ...another, files: [free.id, free.id] }), "file-not-found");
    expect(await shoal.storage.appendMessage({ ...another, files: [free.id] })).toMatchObject({ isDuplicate: false });
  });

  test("[P85b] a deleted message dooms its files, an edited one keeps them", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const file = await complete(shoal, ann);
    const message = { conversationId: LOBBY_ID, userId: ann.id, clientMessageId: newClientMessageId(), text: "look", at: AT };
    const { seq } = await shoal.storage.appendMessage({ ...message, files: [file.id] });
    const target = { conversationId: LOBBY_ID, userId: ann.id, seq, at: AT };
    await shoal.storage.editMessage({ ...target, text: "look here" });
    expect((await shoal.log(LOBBY_ID))[seq - 1]).toMatchObject({ text: "look here", files: [file] });
    await shoal.storage.deleteMessage(target);
    expect((await shoal.log(LOBBY_ID))[seq - 1]).not.toHaveProperty("files");
    expect(await shoal.storage.findFile(file.id, ann.id)).toBeUndefined();
    expect(await shoal.storage.listDoomedBlobs(9)).toEqual([file.id]);
  });

  test("states are told of those files that have a record", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const [whole, unfinished, gone] = await Promise.all([begin(shoal, ann), begin(shoal, ann), begin(shoal, ann)]);
    await shoal.storage.completeUpload({ id: whole.id, userId: ann.id, ...PNG, at: AT });
    await shoal.storage.abandonUpload(gone.id, ann.id);
    const ids = [whole.id, "f_unknown", unfinished.id, gone.id];
    expect(await shoal.storage.listFileStates(ids)).toEqual([
      { id: whole.id, isComplete: true },
      { id: unfinished.id, isComplete: false },
    ]);
  });
}

async function complete(shoal: OpenStorage, user: Person): Promise<FileInfo> {
  const { id } = await begin(shoal, user);
  return await shoal.storage.completeUpload({ id, userId: user.id, ...PNG, at: AT });
}

async function begin(shoal: OpenStorage, user: Person, changed: Partial<NewUpload> = {}): Promise<NewUpload> {
  const upload = { id: newId("f"), userId: user.id, name: "file", type: "", byteLength: 100, at: AT, ...changed };
  await shoal.storage.createUpload(upload);
  return upload;
}
