import { useEffect, useState } from "preact/hooks";
import type { AdminAnswer } from "../../../protocol/admin.ts";
import { Problem } from "../../forms/problem.tsx";
import { useRequest } from "../../forms/use-request.ts";
import { run } from "../command.ts";
import { adminWords } from "../words.ts";
import { SettingsForm } from "./settings-form.tsx";

export function SettingsTab() {
  const { problem, load } = useRequest();
  const [answer, setAnswer] = useState<AdminAnswer<"settings"> | undefined>(undefined);
  useEffect(() => {
    load(async () => setAnswer(await run("settings", {})));
  }, []);
  return (
    <>
      <Problem text={problem} />
      {answer === undefined && problem === undefined && <p class="empty-hint">{adminWords.value.loading}</p>}
      {answer !== undefined && <SettingsForm answer={answer} onSaved={setAnswer} />}
    </>
  );
}
