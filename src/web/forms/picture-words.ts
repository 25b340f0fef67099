import { computed } from "@preact/signals";
import { language } from "../state/preferences.ts";

const en = {
  picture: { person: "Picture", room: "Picture of the room" },
  choose: "Choose a picture",
  other: "Choose another",
  remove: "Remove",
  dropHint: "Or drop one here. ",
  hint: "Its middle is shown.",
  sending: (percent: number) => `Uploading… ${percent} %`,
};

const zh: typeof en = {
  picture: { person: "头像", room: "房间图片" },
  choose: "选择图片",
  other: "换一张",
  remove: "移除",
  dropHint: "也可以拖到这里。",
  hint: "只显示正中的方形部分。",
  sending: (percent) => `正在上传… ${percent}%`,
};

/** The words for choosing a picture. They are loaded with the forms that do. */
export const pictureWords = computed(() => ({ en, zh })[language.value]);
