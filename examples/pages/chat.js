const field = (id) => document.getElementById(id);
let socket;

// Opened from the disk, this page asks the Shoal of this machine; that one must allow it with --allow-origin "*".
field("server").value =
  location.protocol === "file:"
    ? "ws://127.0.0.1:9527"
    : new URL("..", location.href).href.replace(/^http/, "ws").replace(/\/$/, "");

field("connect").onsubmit = (event) => {
  event.preventDefault();
  socket?.close();
  socket = new WebSocket(`${field("server").value}/chat`);
  socket.onopen = () => show("connected 已连接");
  socket.onclose = ({ code, reason }) => show(`closed 已断开: ${code} ${sentenceFor(reason)}`);
  socket.onmessage = ({ data }) => {
    // HTML of a server that you trust with your page: it has escaped what people wrote.
    field("log").insertAdjacentHTML("beforeend", data);
  };
};

field("say").onsubmit = (event) => {
  event.preventDefault();
  if (socket?.readyState !== WebSocket.OPEN) return show("not connected 未连接");
  socket.send(field("text").value);
  field("text").value = "";
};

function show(text) {
  const line = document.createElement("div");
  line.textContent = text;
  field("log").append(line);
  line.scrollIntoView({ block: "nearest" });
}
