"""A client in Python, made from PROTOCOL.md alone: python3 client.py NICKNAME. It prints the lobby, and says what is typed."""
import json, os, random, sys, threading, time, uuid
import urllib.request

URL = os.environ.get("SHOAL_URL", "http://127.0.0.1:9527")
session, connection = {}, None
cursors, epoch = {}, None  # how far each log was applied, and in which past [P8, P17c]


def call(path, body, method="POST"):
    headers = {"Authorization": "Bearer " + session["token"]} if session else {}
    if connection:
        headers["Shoal-Connection"] = connection
    request = urllib.request.Request(URL + path, body.encode(), headers, method=method)
    return urllib.request.urlopen(request, timeout=30)


def apply(frame):
    global epoch
    kind = frame.get("type")
    if kind == "welcome":
        if frame["epoch"] != epoch:  # the first welcome, or another past: what follows the heads is new [P9]
            epoch = frame["epoch"]
            cursors.clear()
        for log, head in [(frame["user"]["id"], frame["userHead"]), *((c["id"], c["head"]) for c in frame["conversations"])]:
            cursors.setdefault(log, head)
    elif kind == "ping":
        call("/api/frames", '{"type":"pong"}')
    elif kind == "gap":
        cursors[frame["logId"]] = frame["after"]  # there is more in the history [P17]
    elif kind == "events" and frame["after"] <= cursors.get(frame["logId"], 0):
        # Behind a hole nothing is applied: the next poll tells the cursors, and begins there again [P16, P33b].
        for event in frame["events"]:
            if event["seq"] > cursors.get(frame["logId"], 0):  # what came twice counts once [P15]
                cursors[frame["logId"]] = event["seq"]
                if event["type"] == "message" and frame["logId"] == "lobby":
                    print(event["by"]["nickname"] + ": " + event["text"], flush=True)


def listen():
    global connection
    while True:
        try:
            position = {"epoch": epoch, "cursors": cursors} if epoch else {}
            with call("/api/poll", json.dumps({"version": 1, "waitMs": 20000, **position})) as answer:
                connection = answer.headers["Shoal-Connection"]
                for line in answer.read().decode().split("\n"):
                    if line.startswith("data:"):
                        apply(json.loads(line[5:]))
        except OSError as error:  # every error of the network and of HTTP is one
            if getattr(error, "code", 0) == 401:
                os._exit(1)  # signed out
            time.sleep(random.uniform(0.5, 2))


def say(text):
    frame = {"type": "send", "clientMessageId": str(uuid.uuid4()), "conversationId": "lobby", "text": text}
    while True:  # sent again, it is the same message [P10]
        try:
            answer = json.loads(call("/api/frames", json.dumps(frame)).read())
        except OSError:
            time.sleep(1)
            continue
        if answer["type"] == "sent" or not answer.get("isRetryable"):
            return answer
        time.sleep(answer.get("retryAfterMs", 1000) / 1000)


session.update(json.load(call("/api/sessions", json.dumps({"nickname": sys.argv[1]}))))
threading.Thread(target=listen, daemon=True).start()
for line in sys.stdin:
    if (answer := say(line.strip()))["type"] == "error":
        print(answer["message"], file=sys.stderr)
call("/api/session", "", "DELETE")
