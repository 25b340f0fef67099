import { computed } from "@preact/signals";
import { isolated } from "../i18n/isolated.ts";
import { type Language, language } from "../state/preferences.ts";

const en = {
  account: "Account",
  password: "Password",
  newPassword: "New password",
  currentPassword: "Current password",
  again: "New password, once more",
  show: "Show",
  hide: "Hide",
  differ: "The two passwords differ.",
  rule: "8 to 128 characters",
  guest: (name: string) =>
    `When your last device is signed out, the nickname ${isolated(name)} is free for others. With a password you can sign in on any device.`,
  claim: "Set password",
  changeExplain: "Other devices are signed out when you change it.",
  change: "Change password",
  saved: "Password saved",
  administrator: "You are an administrator of this server.",
  iAmNew: "I am new here",
  resetTitle: "Set a new password",
  resetExplain: "You are signed in here with it, and signed out everywhere else.",
  becomeTitle: "Become administrator?",
  becomeExplain: "This link makes you an administrator of this server. It works once.",
  become: "Become administrator",
  staysAccount: (name: string) => `${isolated(name)} stays yours: sign in again with your password.`,
  keepIt: "Set a password instead",
  toAdmin: "Administration of this server",
  staysElsewhere: (name: string) => `${isolated(name)} stays yours: sign in again the way you did.`,
  elsewhere: "You sign in without a password here. With one you can also sign in by your nickname.",
  signInWith: (name: string) => `Sign in with ${isolated(name)}`,
  or: "or",
  orWithPassword: "or with a nickname and its password",
  link: (name: string) => `Link ${isolated(name)}`,
  linkExplain: (name: string) => `Then you can sign in with ${isolated(name)} as well, and keep this nickname.`,
  linkFailed: "That did not work",
  ownData: "Your data",
  ownDataExplain: "Everything that you wrote, and what the server keeps of you.",
  download: "Download my data",
  downloading: (lineCount: number) => `Downloading… ${lineCount === 0 ? "" : lineCount}`,
  deleteAccount: "Delete my account",
  deleteAsk: "Delete your account for good?",
  deleteExplain:
    "Your messages, files, reactions and profile are deleted everywhere, and you are signed out on every device. No one can bring them back.",
  typeName: (name: string) => `Type your nickname, ${isolated(name)}, to confirm`,
  deleteForGood: "Delete for good",
};

const zh: typeof en = {
  account: "账号",
  password: "密码",
  newPassword: "新密码",
  currentPassword: "当前密码",
  again: "再输一次新密码",
  show: "显示",
  hide: "隐藏",
  differ: "两次输入的密码不一样。",
  rule: "8 到 128 个字符",
  guest: (name) => `所有设备都退出后，昵称“${isolated(name)}”就找不回来了。设个密码，在哪里都能登录。`,
  claim: "设置密码",
  changeExplain: "修改后，其他设备会退出登录。",
  change: "修改密码",
  saved: "密码已保存",
  administrator: "你是这个服务器的管理员。",
  iAmNew: "我是新用户",
  resetTitle: "设置新密码",
  resetExplain: "设好后在这里登录，其他设备全部退出。",
  becomeTitle: "成为管理员？",
  becomeExplain: "这个链接会让你成为服务器的管理员，只能用一次。",
  become: "成为管理员",
  staysAccount: (name) => `昵称“${isolated(name)}”会为你保留，用密码就能再次登录。`,
  keepIt: "先设置密码",
  toAdmin: "管理这个服务器",
  staysElsewhere: (name) => `昵称“${isolated(name)}”会为你保留，用原来的方式就能再次登录。`,
  elsewhere: "你在这里登录不用密码。设一个的话，用昵称也能登录。",
  signInWith: (name) => `用${spaced(name)}登录`,
  or: "或者",
  orWithPassword: "或者用昵称和密码登录",
  link: (name) => `绑定${spaced(name)}`.trim(),
  linkExplain: (name) => `绑定后也可以用${spaced(name)}登录，昵称不变。`,
  linkFailed: "没有成功",
  ownData: "我的数据",
  ownDataExplain: "你写过的所有内容，以及服务器保存的与你有关的信息。",
  download: "下载我的数据",
  downloading: (lineCount) => `正在下载… ${lineCount === 0 ? "" : lineCount}`,
  deleteAccount: "注销账号",
  deleteAsk: "确定永久注销账号吗？",
  deleteExplain: "你的消息、文件、表情回应和个人资料都会被删除，所有设备都会退出登录，且无法恢复。",
  typeName: (name) => `输入你的昵称“${isolated(name)}”以确认`,
  deleteForGood: "永久注销",
};

/** Latin words in Chinese have space around them, Chinese ones have none. */
function spaced(name: string): string {
  return /\p{Script=Han}/u.test(name) ? isolated(name) : ` ${isolated(name)} `;
}

const dictionaries: Partial<Record<Language, typeof en>> = { en, zh };

/** The words of passwords and accounts. They are loaded with what needs them. */
export const accountWords = computed(() => dictionaries[language.value] ?? en);
