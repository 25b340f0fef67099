/** What can be typed. */
export const commandHelp: readonly string[] = [
  "A line is sent to the conversation that is shown. These are commands:",
  "  /rooms [NAME]            public rooms, of that beginning",
  "  /join NAME               join a public room, and show it",
  "  /create NAME [--private] make a room",
  "  /leave                   leave the room that is shown",
  "  /invite NICK             ask a user to join it",
  "  /invitations             rooms that you are invited to",
  "  /accept NAME             accept an invitation, and show the room",
  "  /decline NAME            decline one",
  "  /people [NICK]           who is in it, and online",
  "  /open NICK               a private conversation",
  '  /msg NICK TEXT           a private message ("NICK" when it has spaces)',
  "  /2, /switch NAME         show another conversation (Alt-2, Ctrl-N, Ctrl-P)",
  "  /history                 older messages (Page Up)",
  "  /retry, /discard         messages that failed: send again, forget",
  "  /reconnect               try now",
  "  /sign-out                end, and free the nickname",
  "  /quit                    end (Ctrl-C twice)",
  "  //text                   send a line that begins with /",
];

/** Follows the options in `shoal chat --help`. */
export const chatHelp = `
While it runs:
${commandHelp.map((line) => `  ${line}`).join("\n")}

Who one is stays on this machine for the next time, in a file that only its
user can read: $XDG_STATE_HOME/shoal or ~/.local/state/shoal.

Without a terminal, lines of standard input are sent one after the other, and
what comes is printed, one message a line; remarks go to standard error. At
the end of the input it ends, when everything is sent.

Exit codes: 0 it ended as it was asked to; 1 not signed in, or something was
not sent; 2 typed wrong.

Examples:
  shoal chat --nickname ann
  shoal chat https://chat.example.org --room garden
  echo "The build is done." | shoal chat --nickname builder`;
