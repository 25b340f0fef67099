import { ChatContext } from "./chat-context.ts";
import { words } from "./i18n/words.ts";
import { Fish } from "./icons.tsx";
import { lazy } from "./lazy.tsx";
import { SignIn } from "./sign-in/sign-in.tsx";
import { session, startSession } from "./state/session.ts";

const ChatScreen = lazy(async () => (await import("./chat-screen.tsx")).ChatScreen);

/** The page: the chat of a signed-in user, or the sign-in. */
export function App() {
  const now = session.value;
  switch (now.stage) {
    case "starting":
      return (
        <main class="threshold" aria-busy="true">
          <Fish />
          <p class="hidden-text">{words.value.common.loading}</p>
        </main>
      );
    case "unreachable":
      return (
        <main class="threshold">
          <Fish />
          <p role="alert">{words.value.signIn.unreachable}</p>
          <button type="button" class="button primary" onClick={() => void startSession()}>
            {words.value.common.tryAgain}
          </button>
        </main>
      );
    case "signed-out":
      return <SignIn because={now.because} />;
    case "signed-in":
      return (
        <ChatContext.Provider value={now.chat}>
          <ChatScreen />
        </ChatContext.Provider>
      );
  }
}
