import type { GroupSocket, GroupSocketListener } from "../adapter.ts";

/** A plain socket at `/ws/<nickname>` [P61], which says and hears the lobby. */
export async function openShoalGroupSocket(url: string, nickname: string, listener: GroupSocketListener): Promise<GroupSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws/${encodeURIComponent(nickname)}`);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("close", () => reject(new Error("The server refused the handshake.")));
    // In Bun a refused dial fires only this.
    socket.addEventListener("error", () => reject(new Error("The server refused the handshake.")));
  });
  socket.addEventListener("message", ({ data }) => {
    const { to_user, msg } = JSON.parse(String(data)) as { to_user?: string; msg?: string };
    if (to_user === "" && msg !== undefined) listener.onText(msg);
  });
  socket.addEventListener("close", () => listener.onClosed());
  return {
    say: (text) => socket.send(JSON.stringify({ to_user: "", msg: text })),
    close: () => socket.close(),
  };
}
