import { useState } from "preact/hooks";
import type { AdminPerson, AdminReport } from "../../../protocol/admin.ts";
import { Problem } from "../../forms/problem.tsx";
import { useRequest } from "../../forms/use-request.ts";
import { access } from "../access.ts";
import { run } from "../command.ts";
import { ListFoot } from "../parts/list-foot.tsx";
import { useList } from "../parts/use-list.ts";
import { PersonDialog } from "../people/person-dialog.tsx";
import { useOwnClient } from "./own-client.ts";
import { ReportCard } from "./report-card.tsx";
import { reportWords } from "./words.ts";

export function ReportsTab() {
  const { value } = access;
  const own = useOwnClient(value.stage === "staff" ? value.me.id : "");
  const { problem, run: start } = useRequest();
  const [author, setAuthor] = useState<AdminPerson | undefined>(undefined);
  const list = useList<AdminReport>("", async (after) => {
    const { reports, next } = await run("reports", { after });
    return { items: reports, next };
  });
  return (
    <>
      <Problem text={problem} />
      <ul class="reports">
        {list.items?.map((report) => (
          <li key={report.id}>
            <ReportCard
              report={report}
              own={own}
              onAuthor={() => start(async () => setAuthor(await run("person", { userId: report.author.id })))}
              onResolved={() => list.change((each) => (each.id === report.id ? undefined : each))}
            />
          </li>
        ))}
      </ul>
      <ListFoot list={list} empty={reportWords.value.none} />
      {author !== undefined && <PersonDialog person={author} onChange={() => {}} onClose={() => setAuthor(undefined)} />}
    </>
  );
}
