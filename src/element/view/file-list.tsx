import { useState } from "preact/hooks";
import type { FileInfo } from "../../client/index.ts";
import { Drawing } from "../../web/icons.tsx";
import type { OpenRoom } from "../open-room.ts";
import type { Words } from "../words.ts";

const FILE_SHAPE = "M7 3h7l4 4v14H7zM14 3v4h4";

interface FileListProps {
  files: readonly FileInfo[];
  room: OpenRoom;
  say: Words;
}

/** The files of a message, as downloads: another site's page cannot show them by their address, which needs the session. */
export function FileList({ files, room, say }: FileListProps) {
  return (
    <ul class="files" part="files">
      {files.map((file) => (
        <li key={file.id}>
          <FileButton {...{ file, room, say }} />
        </li>
      ))}
    </ul>
  );
}

function FileButton({ file, room, say }: { file: FileInfo; room: OpenRoom; say: Words }) {
  const [isLoading, setLoading] = useState(false);

  async function download(): Promise<void> {
    setLoading(true);
    try {
      await room.download(file);
    } catch (error) {
      room.report(error);
    } finally {
      setLoading(false);
    }
  }

  return (
    <button type="button" class="file" aria-label={say.download(file.name)} disabled={isLoading} onClick={() => void download()}>
      <Drawing path={FILE_SHAPE} />
      <bdi translate={false}>{file.name}</bdi>
    </button>
  );
}
