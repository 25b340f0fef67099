import { becomeAdministrator, LOBBY_ID } from "../../src/client/index.ts";
import type { AnyErrorCode } from "../../src/protocol/errors.ts";
import type { UpFrameInput } from "../../src/protocol/frames/up.ts";
import { newClientMessageId } from "../../src/protocol/ids.ts";
import { type Action, actions, leastStanding, type PlaceKind, type Standing } from "../../src/protocol/permissions.ts";
import { enter, type Participant } from "./people.ts";
import { runShoal } from "./server-process.ts";
import type { TestServer } from "./test-server.ts";

/** Says one frame of a user by the way in that is tested, and answers with the code of the refusal. */
export type Ask = (token: string, frame: UpFrameInput) => Promise<AnyErrorCode | undefined>;

interface Cell {
  readonly action: Action;
  readonly kind: PlaceKind;
  readonly standing: Standing;
  readonly answer: AnyErrorCode | "allowed";
}

const standings: readonly Standing[] = ["stranger", "invited", "member", "moderator", "owner", "administrator"];
/** The standings that there are: every user is in the lobby, which has no owner, and two share a private conversation. */
const standingsIn: Readonly<Record<PlaceKind, readonly Standing[]>> = {
  lobby: ["member", "moderator", "administrator"],
  public: standings,
  private: ["stranger", "invited", "member", "moderator", "owner"],
  direct: ["stranger", "member"],
};
/** A private conversation has neither rules nor links. */
const isTried = (action: Action, kind: PlaceKind): boolean =>
  kind !== "direct" || (action !== "ignore-rules" && action !== "manage-invite-links");

/** What the table of permissions says of every cell that can be tried. */
export function expectedCells(): Cell[] {
  return allCells().map((cell) => {
    const least = leastStanding(cell.action, cell.kind);
    const isAllowed = least !== "-" && standings.indexOf(cell.standing) >= standings.indexOf(least);
    return { ...cell, answer: isAllowed ? "allowed" : refusalOf(cell) };
  });
}

/** What a server answers in every cell. Each act that succeeds is undone. */
export async function triedCells(server: TestServer, ask: Ask): Promise<Cell[]> {
  await using matrix = await PermissionMatrix.on(server, ask);
  const cells: Cell[] = [];
  for (const cell of allCells()) cells.push({ ...cell, answer: await matrix.tryOut(cell) });
  return cells;
}

type Place = Pick<Cell, "action" | "kind" | "standing">;

function allCells(): Place[] {
  return (["lobby", "public", "private", "direct"] as const).flatMap((kind) =>
    actions
      .filter((action) => isTried(action, kind))
      .flatMap((action) => standingsIn[kind].map((standing) => ({ action, kind, standing }))),
  );
}

function refusalOf({ action, standing }: Place): AnyErrorCode {
  if (action === "manage-invite-links") return "not-allowed"; // the bearer of a link knows that there is one
  if (standing === "stranger" || standing === "invited") return "not-found";
  return action === "ignore-rules" ? "room-locked" : "not-allowed";
}

const names = ["eve", "ian", "may", "mod", "own", "adm", "tia"] as const;
type Name = (typeof names)[number];
const actorOf: Readonly<Record<Standing, Name>> = {
  ...{ stranger: "eve", invited: "ian", member: "may", moderator: "mod", owner: "own", administrator: "adm" },
};

/** Rooms with a user of each standing; `tia` is the member to whom things are done. */
class PermissionMatrix implements AsyncDisposable {
  readonly #ask: Ask;
  readonly #people: Readonly<Record<Name, Participant>>;
  readonly #ids: Readonly<Record<PlaceKind, string>>;
  #requestId = 0;

  private constructor(ask: Ask, people: Readonly<Record<Name, Participant>>, ids: Readonly<Record<PlaceKind, string>>) {
    this.#ask = ask;
    this.#people = people;
    this.#ids = ids;
  }

  static async on(server: TestServer, ask: Ask): Promise<PermissionMatrix> {
    const entered = await Promise.all(names.map(async (name) => [name, await enter(server.url, name)] as const));
    const people = Object.fromEntries(entered) as Record<Name, Participant>;
    const { own, may, mod, adm, tia } = people;
    await makeAdministrator(server, adm);
    const { id: publicId } = await own.client.createRoom({ name: "reef" });
    const { id: privateId } = await own.client.createRoom({ name: "cave", isPrivate: true });
    const { id: directId } = await may.client.openDirect(tia.user.id);
    const matrix = new PermissionMatrix(ask, people, { lobby: LOBBY_ID, public: publicId, private: privateId, direct: directId });
    for (const kind of ["public", "private"] as const) {
      for (const name of ["may", "mod", "tia"] as const) await matrix.#enter(kind, name);
      await own.client.moderation.setRole(matrix.#ids[kind], mod.user.id, "moderator");
      await own.client.invite(matrix.#ids[kind], people.ian.user.id);
      await own.client.moderation.setRules(matrix.#ids[kind], { hasHands: true });
    }
    await matrix.#enter("public", "adm");
    await adm.client.moderation.setRole(LOBBY_ID, mod.user.id, "moderator");
    await adm.client.moderation.setRules(LOBBY_ID, { hasHands: true });
    await may.client.send(directId, "hello");
    await tia.client.send(directId, "hello");
    return matrix;
  }

  async tryOut(place: Place): Promise<Cell["answer"]> {
    const { action, kind, standing } = place;
    const actor = this.#people[actorOf[standing]];
    const undo = await this.#prepare(place);
    const code = await this.#ask(actor.token, await this.#frameOf(place, actor));
    if (undo !== undefined) await undo();
    if (code === undefined) await this.#undo({ action, kind, standing });
    return code ?? "allowed";
  }

  /** What has to be there before; the result takes it away. */
  async #prepare({ action, kind }: Place): Promise<(() => Promise<void>) | undefined> {
    if (action !== "ignore-rules") return undefined;
    const { adm, own } = this.#people;
    const { moderation } = kind === "lobby" ? adm.client : own.client;
    await moderation.setRules(this.#ids[kind], { isLocked: true });
    return () => moderation.setRules(this.#ids[kind], { isLocked: false });
  }

  async #frameOf({ action, kind, standing }: Place, actor: Participant): Promise<UpFrameInput> {
    const conversationId = this.#ids[kind];
    this.#requestId += 1;
    const named = { requestId: this.#requestId, conversationId };
    const target = { ...named, userId: this.#people.tia.user.id };
    const isMember = standing !== "stranger" && standing !== "invited";
    const said = async (author: Participant): Promise<number> => (await author.client.send(conversationId, "words")).seq;
    const own = async () => ({ ...named, seq: isMember ? await said(actor) : 1 });
    const other = async () => ({ ...named, seq: await said(this.#people.tia) });
    const send = { type: "send", clientMessageId: newClientMessageId(), conversationId, text: "@all words" } as const;
    switch (action) {
      case "read":
        return { type: "history", ...named };
      case "send":
      case "ignore-rules":
        return send;
      case "mention-all":
        return { ...send, mentions: [{ start: 0, length: 4 }] };
      case "join":
        return { type: "join", ...named };
      case "accept":
        // A member accepts once more, which changes nothing.
        return { type: "accept-invitation", ...named };
      case "leave":
        return { type: "leave", ...named };
      case "invite":
        return { type: "invite", ...target };
      case "describe":
        return { type: "describe-room", ...named, description: "A room" };
      case "manage-invite-links": {
        const { code } = await this.#people.tia.client.createInviteLink(conversationId);
        return { type: "revoke-invite-link", requestId: this.#requestId, code };
      }
      case "edit-own":
        return { type: "edit", ...(await own()), text: "other words" };
      case "edit-other":
        return { type: "edit", ...(await other()), text: "other words" };
      case "delete-own":
        return { type: "delete", ...(await own()) };
      case "delete-other":
        return { type: "delete", ...(await other()) };
      case "react":
        return { type: "react", ...(await other()), emoji: "👍" };
      case "pin":
        return { type: "pin", ...(await other()) };
      case "report":
        return { type: "report", ...(await other()) };
      case "raise-hand":
        return { type: "raise-hand", ...named };
      case "lower-hand":
        return { type: "lower-hand", ...named, isOfAll: true };
      case "set-rules":
        return { type: "set-rules", ...named, announcement: `News ${this.#requestId}` };
      case "set-retention":
        return { type: "set-rules", ...named, retentionDays: this.#requestId };
      case "mute":
      case "kick":
      case "ban":
        return { type: action, ...target };
      case "set-voice":
        return { type: "set-voice", ...target, hasVoice: true };
      case "set-role":
        return { type: "set-role", ...target, role: "moderator" };
      case "manage-bots":
        return { type: "bots", ...named };
      case "see-restrictions":
        return { type: "restrictions", ...named };
      case "see-reports":
        return { type: "reports", ...named };
    }
  }

  async #undo({ action, kind, standing }: Place): Promise<void> {
    const id = this.#ids[kind];
    const name = actorOf[standing];
    const { adm, own, tia } = this.#people;
    const { moderation } = kind === "lobby" ? adm.client : own.client;
    if (action === "mute") await moderation.unmute(id, tia.user.id);
    if (action === "set-voice") await moderation.setVoice(id, tia.user.id, false);
    if (action === "set-role") await moderation.setRole(id, tia.user.id, "member");
    if (action === "ban") await moderation.unban(id, tia.user.id);
    if (action === "kick" || action === "ban") await this.#enter(kind, "tia");
    if (action === "join" && standing === "stranger") await this.#people[name].client.leave(id);
    if ((action === "join" || action === "accept") && standing === "invited") {
      await this.#people.ian.client.leave(id);
      await own.client.invite(id, this.#people.ian.user.id);
    }
    if (action === "leave") await this.#comeBack(kind, name);
  }

  async #enter(kind: PlaceKind, name: Name): Promise<void> {
    const id = this.#ids[kind];
    await this.#people.own.client.invite(id, this.#people[name].user.id);
    await this.#people[name].client.acceptInvitation(id);
  }

  /** The owner who left finds the moderator in their place. */
  async #comeBack(kind: PlaceKind, name: Name): Promise<void> {
    const id = this.#ids[kind];
    const { own, mod } = this.#people;
    if (name !== "own") {
      await this.#enter(kind, name);
      if (name === "mod") await own.client.moderation.setRole(id, mod.user.id, "moderator");
      return;
    }
    await mod.client.invite(id, own.user.id);
    await own.client.acceptInvitation(id);
    await mod.client.moderation.setRole(id, own.user.id, "owner");
    await mod.client.invite(id, this.#people.ian.user.id); // the owner's invitations ended with the membership
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const person of Object.values(this.#people)) person[Symbol.dispose]();
  }
}

async function makeAdministrator(server: TestServer, { token }: Participant): Promise<void> {
  await using command = runShoal(["admin-link", "--data", server.dataFolder, "--json"]);
  await command.exited;
  const { url } = JSON.parse(command.stdout) as { url: string };
  const administratorLink = new URL(url).hash.replace("#admin=", "");
  await becomeAdministrator(server.url, { administratorLink, password: "correct horse battery" }, { token });
}
