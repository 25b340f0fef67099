/** The commands while a WebSocket is open. */
export const commandHelp: readonly string[] = [
  "A line is sent as a text frame. These are commands:",
  "  /ping [text]             send a ping",
  "  /binary HEX              send a binary frame: /binary 00 ff 2a",
  "  /fragments N TEXT        send a text in N frames: /fragments 3 hello",
  "  /close [code] [reason]   send a close frame; without a code it is empty",
  "  /wait SECONDS            let time pass before the next line, for scripts",
  "  /quit                    close with 1000 (as does Ctrl-C, and Ctrl-D)",
  "  //text                   send a line that begins with /",
];

/** Follows the options in `shoal inspect --help`. */
export const inspectHelp = `
While a WebSocket is open:
${commandHelp.map((line) => `  ${line}`).join("\n")}
  When standard input is a file or a pipe, its end closes nothing.

With --token, every WebSocket begins with Shoal's hello, and the token is in it.
Over HTTP the token is in a header, and /api/stream and /api/poll get the body
that Shoal's clients POST there, unless --method or --data say otherwise. The
first answer is the welcome. With the connection that it names, in
--header "Shoal-Connection: …", a poll waits for news.

Exit codes: 0 closed, by either side, or the response was complete; 1 no
connection, a bad handshake, or a broken protocol; 2 typed wrong.

Examples:
  shoal inspect ws://127.0.0.1:9527/api/socket
  shoal inspect http://127.0.0.1:9527/api/sessions --data '{"nickname":"ann"}'
  shoal inspect ws://127.0.0.1:9527/api/socket --token TOKEN
  shoal inspect http://127.0.0.1:9527/api/stream --token TOKEN
  shoal inspect http://127.0.0.1:9527/api/poll --token TOKEN`;
