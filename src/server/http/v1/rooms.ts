import * as v from "valibot";
import { conversation, listedRoom } from "../../../protocol/conversations.ts";
import { rooms } from "../../../protocol/frames/directory.ts";
import { createRoom } from "../../../protocol/frames/membership.ts";
import { pageCursor } from "./fields.ts";
import { operation } from "./operation.ts";

const tag = "rooms";
const { name, isPrivate, description, emoji, picture } = createRoom.entries;

export const roomOperations = [
  operation("GET", "/rooms", "listRooms", {
    ...{ tag, summary: "List the public rooms by name; `query` is a part of the name." },
    input: { query: rooms.entries.query, cursor: pageCursor },
    answer: v.object({ rooms: v.array(listedRoom), next: pageCursor }),
    run: async ({ query, cursor }, { ask }) => {
      const { rooms, next } = await ask("rooms", { query, after: cursor });
      return { rooms, next };
    },
  }),
  operation("POST", "/rooms", "createRoom", {
    ...{ tag, summary: "Make a room; the user becomes its owner." },
    input: { name, isPrivate, description, emoji, picture },
    answer: conversation,
    errors: [
      ...(["room-name-invalid", "room-name-taken", "room-description-invalid", "emoji-invalid"] as const),
      ...(["too-many-conversations", "file-not-found", "picture-invalid", "picture-too-large"] as const),
    ],
    run: async (input, { ask }) => (await ask("create-room", input)).conversation,
    location: ({ id }) => `/conversations/${id}`,
  }),
];
