import { computed } from "@preact/signals";
import { language } from "../state/preferences.ts";

const en = {
  picture: { person: "Picture", room: "Picture of the room" },
  choose: "Choose a picture",
  other: "Choose another",
  remove: "Remove",
  dropHint: "Or drop one here. ",
  hint: "Its middle is shown.",
  problems: {
    "picture-invalid": "Choose a PNG, JPEG, WebP or GIF that is not long and narrow.",
    "picture-too-large": "Choose a picture of at most 10 MB and 10 megapixels.",
  },
  sending: (percent: number) => `Uploading… ${percent} %`,
};

const zh: typeof en = {
  picture: { person: "头像", room: "房间图片" },
  choose: "选择图片",
  other: "换一张",
  remove: "移除",
  dropHint: "也可以拖到这里。",
  hint: "只显示正中的方形部分。",
  problems: {
    "picture-invalid": "请选择 PNG、JPEG、WebP 或 GIF 图片，不要太细长。",
    "picture-too-large": "图片不能超过 10 MB、1000 万像素。",
  },
  sending: (percent) => `正在上传… ${percent}%`,
};

/** The words for choosing a picture. They are loaded with the forms that do. */
export const pictureWords = computed(() => ({ en, zh })[language.value]);
