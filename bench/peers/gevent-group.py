"""A group server as tutorials teach it: gevent-websocket, and every socket in a list. It stores nothing.

    /conn_ws              a text goes to everybody in the list, as it came
    /conn/ws/<nickname>   {"from_user", "to_user", "message"}, as it came: to that user, or to everybody if `to_user` is empty

A socket that is gone stays in the list, but with the word `tidy` after the port it is taken out.
"""
import json
import sys

from gevent.pywsgi import WSGIServer
from geventwebsocket.handler import WebSocketHandler

is_tidy = sys.argv[2:] == ["tidy"]
sockets = []
socket_of_user = {}


def application(environ, start_response):
    socket = environ["wsgi.websocket"]
    if environ["PATH_INFO"] == "/conn_ws":
        group(socket)
    else:
        socket_of_user[environ["PATH_INFO"].split("/")[-1]] = socket
        group_and_private(socket)
    return []


def group(socket):
    sockets.append(socket)
    while True:
        message = socket.receive()
        if message is None:
            break
        for each in sockets:
            each.send(message)
    if is_tidy:
        sockets.remove(socket)


def group_and_private(socket):
    while True:
        message = socket.receive()
        if message is None:
            return
        to_user = json.loads(message).get("to_user")
        for each in [socket_of_user[to_user]] if to_user else socket_of_user.values():
            each.send(message)


server = WSGIServer(("127.0.0.1", int(sys.argv[1])), application, handler_class=WebSocketHandler, log=None, backlog=1024)
server.start()
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
