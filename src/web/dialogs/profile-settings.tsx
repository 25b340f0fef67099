import { useEffect, useId, useState } from "preact/hooks";
import { limits, ShoalError, TONES } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { toneOf } from "../avatar-look.ts";
import { useChat } from "../chat-context.ts";
import { detailWords } from "../details/words.ts";
import { PictureField } from "../forms/picture-field.tsx";
import { Problem } from "../forms/problem.tsx";
import { useHasPictures, usePicture } from "../forms/use-picture.ts";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { rememberNickname } from "../state/session.ts";

const allTones = Array.from({ length: TONES }, (_, tone) => tone);

/** The user's own picture, nickname, colour and status. */
export function ProfileSettings() {
  const { client, me } = useChat();
  const { isBusy, problem, run } = useRequest();
  const [nickname, setNickname] = useState(me.nickname);
  const [tone, setTone] = useState(toneOf(me));
  const picture = usePicture();
  const hasPictures = useHasPictures();
  const [status, setStatus] = useState("");
  const [savedStatus, setSavedStatus] = useState<string | undefined>(undefined);
  const [waitMinutes, setWaitMinutes] = useState<number | undefined>(undefined);
  const [isSaved, setSaved] = useState(false);
  const [nicknameId, statusId, hintId, toneName] = [useId(), useId(), useId(), useId()];
  const say = detailWords.value;

  useEffect(() => {
    client.person(me.id).then(
      ({ status: known = "" }) => {
        setSavedStatus(known);
        setStatus((typed) => (typed === "" ? known : typed));
      },
      () => {}, // an older server, or no connection: a status that is typed is saved all the same
    );
  }, []);

  async function save(): Promise<void> {
    setWaitMinutes(undefined);
    const isRenamed = nickname.trim() !== me.nickname;
    const newPicture = await picture.upload();
    const changes = {
      ...(isRenamed && { nickname }),
      ...(tone !== toneOf(me) && { tone }),
      ...(status !== (savedStatus ?? "") && { status }),
      ...(newPicture !== undefined && { picture: newPicture }),
    };
    try {
      await client.updateProfile(changes);
    } catch (error) {
      const waitMs = error instanceof ShoalError && error.code === "rate-limited" ? (error.retryAfterMs ?? 0) : 0;
      if (!isRenamed || waitMs < 60_000) throw error;
      setWaitMinutes(Math.ceil(waitMs / 60_000));
      return;
    }
    if (isRenamed) rememberNickname(nickname.trim());
    setSavedStatus(status);
    picture.choose(undefined);
    setSaved(true);
  }

  const edited = (): void => setSaved(false);
  const look = { ...me, nickname: nickname.trim() || me.nickname, tone };
  const { picture: _, ...bareLook } = look;
  return (
    <form
      class="profile-form"
      aria-label={say.profile}
      onSubmit={(event) => {
        event.preventDefault();
        run(save);
      }}
    >
      {!hasPictures && (
        <p class="me">
          <Avatar person={look} />
          <bdi translate={false}>{me.nickname}</bdi>
        </p>
      )}
      {hasPictures && (
        <PictureField
          of="person"
          draft={{
            ...picture,
            choose(choice) {
              picture.choose(choice);
              edited();
            },
          }}
          look={(hasPicture) => <Avatar person={hasPicture ? look : bareLook} />}
          hasPicture={me.picture !== undefined}
        />
      )}
      <div class="field">
        <label for={nicknameId}>{words.value.signIn.nickname}</label>
        <input
          id={nicknameId}
          class="input"
          dir="auto"
          autocomplete="nickname"
          maxLength={limits.nicknameBytesMax}
          value={nickname}
          onInput={(event) => {
            setNickname(event.currentTarget.value);
            edited();
          }}
        />
      </div>
      <fieldset class="choices">
        <legend>{say.colour}</legend>
        <div class="tones">
          {allTones.map((each) => (
            <label key={each} class="tone" title={say.colours[each]}>
              <input
                type="radio"
                name={toneName}
                value={each}
                checked={each === tone}
                aria-label={say.colours[each]}
                onChange={() => {
                  setTone(each);
                  edited();
                }}
              />
              <Avatar person={{ ...bareLook, tone: each }} />
            </label>
          ))}
        </div>
      </fieldset>
      <div class="field">
        <label for={statusId}>{say.status}</label>
        <input
          id={statusId}
          class="input"
          dir="auto"
          autocomplete="off"
          aria-describedby={hintId}
          maxLength={limits.statusBytesMax}
          value={status}
          onInput={(event) => {
            setStatus(event.currentTarget.value);
            edited();
          }}
        />
        <p id={hintId} class="hint">
          {say.statusHint}
        </p>
      </div>
      <Problem text={waitMinutes === undefined ? problem : say.tooManyNames(waitMinutes)} />
      <div class="modal-foot">
        <button type="submit" class="button primary" aria-busy={isBusy}>
          {isSaved ? say.saved : say.saveProfile}
        </button>
      </div>
    </form>
  );
}
