import { transportNames } from "../../client/index.ts";
import { AccountSettings } from "../accounts/account-settings.tsx";
import { AdminLink } from "../accounts/admin-link.tsx";
import { useAccount } from "../accounts/use-account.ts";
import { useChat } from "../chat-context.ts";
import { Choices } from "../forms/choices.tsx";
import { words } from "../i18n/words.ts";
import { closeDialog, openDialog } from "../state/navigation.ts";
import { chooseTransport, transportChoice, transportChoices } from "../state/preferences.ts";
import { AppearanceSettings } from "./appearance-settings.tsx";
import { DeviceSettings } from "./device-settings.tsx";
import { Modal } from "./modal.tsx";
import { NoticeSettings } from "./notice-settings.tsx";
import { ProfileSettings } from "./profile-settings.tsx";
import { ReadSharing } from "./read-sharing.tsx";
import { dialogWords } from "./words.ts";

export function SettingsDialog() {
  const { client, isLive, transport } = useChat();
  const { account, isSettled, reload } = useAccount();
  const say = dialogWords.value.settings;
  const carrier = transportNames.find((name) => name === transport.value);
  return (
    <Modal title={say.title} onClose={closeDialog}>
      <div class="settings-part">
        <ProfileSettings />
      </div>
      <div class="settings-part">
        <AppearanceSettings />
      </div>
      <div class="settings-part">
        <NoticeSettings />
      </div>
      <div class="settings-part">
        <ReadSharing />
      </div>
      <div class="settings-part">
        <Choices
          legend={say.transport}
          values={transportChoices}
          labels={say.transports}
          chosen={transportChoice.value}
          onChoose={(chosen) => {
            chooseTransport(chosen);
            client.setTransport(chosen);
          }}
        />
        <p class="hint" role="status">
          {carrier !== undefined && isLive ? say.carriedBy(say.transports[carrier]) : say.notCarried}
        </p>
        <p class="hint">
          <a href="lab">{say.toLab}</a>
        </p>
      </div>
      {/* All of it at once: what comes late must not move what is about to be pressed. */}
      {isSettled ? (
        <>
          <div class="settings-part">
            {account !== undefined && <AccountSettings known={account} reload={reload} />}
            <AdminLink />
          </div>
          <div class="settings-part">
            <DeviceSettings />
          </div>
        </>
      ) : (
        <p class="hint">{words.value.common.loading}</p>
      )}
      <div class="modal-foot">
        <button
          type="button"
          class="button"
          onClick={() => {
            openDialog({ kind: "sign-out" });
          }}
        >
          {say.signOut}
        </button>
      </div>
    </Modal>
  );
}
