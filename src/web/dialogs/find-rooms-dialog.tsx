import { useEffect, useState } from "preact/hooks";
import type { ListedRoom } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { SearchField } from "../forms/search-field.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { RoomMark } from "../room-mark.tsx";
import { closeDialog, show } from "../state/navigation.ts";
import { RoomSearch } from "../state/room-search.ts";
import { Modal } from "./modal.tsx";
import { dialogWords } from "./words.ts";

export function FindRoomsDialog() {
  const { client } = useChat();
  const { problem, run, load } = useRequest();
  const [search] = useState(() => new RoomSearch((page) => client.rooms(page)));
  const rooms = search.rooms.value;
  const say = words.value;
  const dialogs = dialogWords.value;

  useEffect(() => load(() => search.search("")), []);

  function enter(room: ListedRoom): void {
    run(async () => {
      if (!room.isMember) await client.join(room.id);
      show(room.id);
    });
  }

  return (
    <Modal title={say.conversations.findRooms} onClose={closeDialog}>
      <SearchField label={dialogs.rooms.find} onSearch={(query) => load(() => search.search(query))} />
      <Problem text={problem} />
      <ul class="pick-list">
        {rooms?.map((room) => (
          <li key={room.id} class="pick">
            <span class="room-mark">
              <RoomMark room={room}>
                <Icon name="hash" />
              </RoomMark>
            </span>
            <span class="pick-text">
              <bdi translate={false} class="pick-name">
                {room.name}
              </bdi>
              {room.description !== undefined && (
                <span class="room-description" dir="auto" translate={false}>
                  {room.description}
                </span>
              )}
              <span class="hint">{say.people.members(room.memberCount)}</span>
            </span>
            <button
              type="button"
              class="button"
              aria-label={room.isMember ? dialogs.rooms.open(room.name) : say.rooms.join(room.name)}
              onClick={() => enter(room)}
            >
              {room.isMember ? dialogs.rooms.openShort : say.rooms.joinShort}
            </button>
          </li>
        ))}
      </ul>
      {rooms?.length === 0 && (
        <p class="empty-hint">{search.query.value === "" ? dialogs.rooms.none : dialogs.rooms.noneFound}</p>
      )}
      {search.hasMore.value && (
        <button type="button" class="button" onClick={() => run(() => search.loadMore())}>
          {say.common.more}
        </button>
      )}
    </Modal>
  );
}
