"""A room as tutorials teach it: a Tornado handler, and every user in a set of the class. It stores nothing.

    /chat?name=<nickname>   a text goes to everybody in the set, escaped, as `<div class="message">name: text</div>`

The name is what the address says it is. A user who leaves is taken out of the set.
"""
import asyncio
import sys

from tornado.escape import xhtml_escape
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketHandler


class Chat(WebSocketHandler):
    users = set()

    def open(self):
        self.users.add(self)

    def on_message(self, message):
        name = self.get_argument("name", "guest")
        line = f'<div class="message">{xhtml_escape(name)}: {xhtml_escape(message)}</div>'
        for user in self.users:
            user.write_message(line)

    def on_close(self):
        self.users.remove(self)


async def main():
    sockets = bind_sockets(int(sys.argv[1]), "127.0.0.1", backlog=1024)
    HTTPServer(Application([("/chat", Chat)])).add_sockets(sockets)
    print(f"http://127.0.0.1:{sockets[0].getsockname()[1]}", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
