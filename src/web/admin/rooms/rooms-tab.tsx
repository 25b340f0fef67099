import { useState } from "preact/hooks";
import { LOBBY_ID } from "../../../client/index.ts";
import type { AdminInput, AdminRoom } from "../../../protocol/admin.ts";
import { Choices } from "../../forms/choices.tsx";
import { SearchField } from "../../forms/search-field.tsx";
import { Select } from "../../forms/select.tsx";
import { run } from "../command.ts";
import { ListFoot } from "../parts/list-foot.tsx";
import { nameOf } from "../parts/person-name.tsx";
import { useList } from "../parts/use-list.ts";
import { roomNameOf } from "./room-acts.ts";
import { RoomDialog } from "./room-dialog.tsx";
import { roomWords } from "./words.ts";

const sorts = ["members", "messages", "name"] as const;
type Sort = (typeof sorts)[number];

const shows = {
  all: {},
  public: { isPrivate: false },
  private: { isPrivate: true },
  archived: { isArchived: true },
} as const satisfies Record<string, AdminInput<"rooms">>;
type Show = keyof typeof shows;

export function RoomsTab() {
  const say = roomWords.value;
  const [text, setText] = useState("");
  const [sort, setSort] = useState<Sort>("members");
  const [show, setShow] = useState<Show>("all");
  const [shown, setShown] = useState<AdminRoom | undefined>(undefined);
  const list = useList(JSON.stringify([text, sort, show]), async (after) => {
    const { rooms, next } = await run("rooms", { text, sort, ...shows[show], after });
    return { items: rooms, next };
  });

  return (
    <>
      <div class="tools">
        <SearchField label={say.search} onSearch={setText} />
        <Choices legend={say.show} values={Object.keys(shows) as Show[]} labels={say.shows} chosen={show} onChoose={setShow} />
        <Select label={say.sort} values={sorts} labels={say.sorts} chosen={sort} onChoose={setSort} />
      </div>
      <ul class="entries">
        {list.items?.map((room) => (
          <li key={room.conversationId}>
            <RoomEntry room={room} onOpen={() => setShown(room)} />
          </li>
        ))}
      </ul>
      <ListFoot list={list} empty={say.none} />
      {shown !== undefined && (
        <RoomDialog
          key={shown.conversationId}
          room={shown}
          onChange={(room) => list.change((each) => (each.conversationId === shown.conversationId ? room : each))}
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  );
}

function RoomEntry({ room, onOpen }: { room: AdminRoom; onOpen: () => void }) {
  const say = roomWords.value;
  const { conversationId, isPrivate, isArchived, owner, memberCount, messageCount } = room;
  return (
    <button type="button" class="entry room-entry" aria-haspopup="dialog" onClick={onOpen}>
      <span class="room-title">
        <bdi translate={false} class="clip" title={roomNameOf(room)}>
          {roomNameOf(room)}
        </bdi>
        {conversationId !== LOBBY_ID && (
          <bdi translate={false} class="hint clip">
            {owner === undefined ? say.noOwner : nameOf(owner)}
          </bdi>
        )}
      </span>
      <span class="marks">
        {isPrivate && <span class="mark">{say.private}</span>}
        {isArchived && <span class="mark">{say.archived}</span>}
      </span>
      <span class="entry-fact">{say.members(memberCount)}</span>
      <span class="entry-fact entry-count">{say.messages(messageCount)}</span>
    </button>
  );
}
