import { expect, test } from "bun:test";
import { Room } from "../support/chat-room.ts";

test("over pipes, an owner and a moderator keep order in a room, and a member is told in Chinese what happens", async () => {
  await using room = await Room.open();
  const ann = room.piped("ann");
  ann.say("/create garden");
  ann.say("/numbers");
  ann.say("welcome");
  await ann.prints(/\[#garden #\d+\] ann: welcome\n/);
  const ben = room.piped("ben");
  const 小鱼 = room.piped("小鱼", { LC_ALL: "zh_CN.UTF-8" });
  ben.say("/join garden");
  小鱼.say("/join garden");
  await ann.prints(/\[#garden\] \* ben joined\n/);
  await ann.prints(/\[#garden\] \* 小鱼 joined\n/);

  ann.say("/moderator ben");
  await ben.prints(/\[#garden\] \* ann made ben a moderator\n/);
  ben.say("/lock");
  await 小鱼.prints(/\[#garden\] \* ben 开启了全员禁言\n/);
  小鱼.say("没人听见");
  await 小鱼.prints(/房间已开启全员禁言，只有管理员和获准发言的成员可以发消息/);
  小鱼.say("/unlock");
  await 小鱼.prints(/这个会话里不允许这个操作。/);
  ben.say("/voice 小鱼");
  await 小鱼.prints(/\* ben 允许 小鱼 发言\n/);
  小鱼.say("买买买");
  await ann.prints(/\[#garden #\d+\] 小鱼: 买买买\n/);
  expect(ann.printed).not.toContain("没人听见");

  ben.say("/class on");
  await 小鱼.prints(/\* ben 开启了举手\n|；ben 开启了举手\n/);
  小鱼.say("/hand");
  await ben.prints(/\* 小鱼 raised a hand\n/);
  ben.say("/people");
  await ben.prints(/● 小鱼 \(has a voice, ✋\)\n/);
  expect(ben.printed).toMatch(/● ann \(owner\)\n/);
  ben.say("/lower all");
  await 小鱼.prints(/\* ben 放下了所有人的手\n/);

  const number = /#(\d+)\] 小鱼: 买买买/.exec(ann.printed)?.[1] ?? "";
  ann.say(`/report #${number} spam`);
  await ann.prints(/is reported/);
  ben.say("/reports");
  await ben.prints(new RegExp(`\\d+\\. #${number} of 小鱼, reported by ann: “买买买” why: spam\\n`));
  ben.say(`/remove #${number} spam`);
  await 小鱼.prints(new RegExp(`\\* ben 删除了消息 #${number}，理由：spam\\n`));
  ben.say(`/resolve ${/(\d+)\. #/.exec(ben.printed)?.[1]}`);
  await ben.prints(/Report \d+ is off the list\./);

  ben.say("/mute 小鱼 10m cool down");
  await ann.prints(/\* ben muted 小鱼 for 10 min: cool down\n/);
  ben.say("/kick ann");
  await ben.prints(/That cannot be done in this conversation/);
  ben.say("/ban 小鱼 1d bye");
  await ann.prints(/\* ben banned 小鱼: bye\n/);
  await 小鱼.prints(/ben 将你封禁，不能再加入 #garden，理由：bye\n/);
  小鱼.say("/join garden");
  await 小鱼.prints(/你已被封禁。/);
  ben.say("/restricted");
  await ben.prints(/小鱼 {2}banned until .*, by ben: bye\n/);
  ben.say("/unban 小鱼");
  await ben.prints(/小鱼 is not banned here\./);
  小鱼.say("/join garden");
  await ann.prints(/\[#garden\] \* 小鱼 joined\n[\s\S]*\[#garden\] \* 小鱼 joined\n/);

  // A script has decided already: it is not asked once more.
  ann.say("/owner ben");
  await ben.prints(/\* ann handed the room over to ben\n/);
  ann.say("/history");
  await ann.prints(/\* ben locked the room\n[\s\S]*\* ben locked the room\n/);
});
