import { type FileInfo, fileAddress, isShownInline } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { byteCount } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { openDialog } from "../state/navigation.ts";

/** The longest side of a picture in the log. */
const PICTURE_PX_MAX = 320;

/** The files of a message: pictures, sound and video in place, everything else as a download. */
export function Files({ files }: { files: readonly FileInfo[] }) {
  const pictures = files.filter(isPicture);
  return (
    <div class="files">
      {files.map((file) => (
        <FileView
          key={file.id}
          file={file}
          onOpen={() => openDialog({ kind: "lightbox", pictures, start: pictures.indexOf(file) })}
        />
      ))}
    </div>
  );
}

function isPicture({ type }: FileInfo): boolean {
  return type.startsWith("image/") && isShownInline(type);
}

function FileView({ file, onOpen }: { file: FileInfo; onOpen: () => void }) {
  const { url } = useChat().client;
  const address = fileAddress(url, file);
  const say = words.value.messages;
  if (isPicture(file)) {
    // Its place is there before it is: nothing moves when it comes.
    const { width, height } = shownSize(file);
    return (
      <button type="button" class="picture" aria-label={say.openPicture(file.name)} onClick={onOpen}>
        <img
          src={fileAddress(url, file, "preview")}
          alt={file.name}
          width={width}
          height={height}
          loading="lazy"
          decoding="async"
        />
      </button>
    );
  }
  if (isShownInline(file.type) && file.type.startsWith("video/")) {
    // biome-ignore lint/a11y/useMediaCaption: users upload files without captions
    return <video class="video" src={address} controls preload="metadata" aria-label={file.name} />;
  }
  if (isShownInline(file.type)) {
    // biome-ignore lint/a11y/useMediaCaption: users upload files without captions
    return <audio class="audio" src={address} controls preload="metadata" aria-label={file.name} />;
  }
  return (
    <a class="file" href={address} download={file.name}>
      <Icon name="file" />
      <span class="file-text">
        <bdi class="clip" translate={false}>
          {file.name}
        </bdi>
        <span class="hint">{byteCount(file.byteLength)}</span>
      </span>
    </a>
  );
}

function shownSize({ width = PICTURE_PX_MAX, height = PICTURE_PX_MAX }: FileInfo): { width: number; height: number } {
  const scale = Math.min(1, PICTURE_PX_MAX / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
