"""Forks a Synapse for each path of a homeserver.yaml that comes over the socket at argv[1].

To import it takes three quarters of its start, which is done here once, as Synapse's own `complement_fork_starter` does.
The answer is the process' id; the connection ends when that process does.
"""

import gc
import os
import select
import signal
import socket
import sys

from synapse.app.complement_fork_proxied_reactor import ProxiedReactor
from twisted.internet.main import installReactor

# The usual one, made by an import, would be shared by all forks.
reactor = ProxiedReactor()
installReactor(reactor)

from synapse.app import homeserver
from twisted.internet.epollreactor import EPollReactor


def run(asked: socket.socket, config: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(os.path.dirname(config))
    asked.sendall(f"{os.getpid()}\n".encode())
    sys.argv = ["synapse", "--config-path", config]
    reactor._install_real_reactor(EPollReactor())
    homeserver.main()


# Nobody waits for those that ended.
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
# What was imported is garbage of none of them.
gc.collect()
gc.freeze()
print("ready", flush=True)
# Whoever started this is gone when its input ends.
while sys.stdin not in select.select([server, sys.stdin], [], [])[0]:
    asked, _ = server.accept()
    config = asked.makefile().readline().strip()
    if os.fork() == 0:
        server.close()
        run(asked, config)
        sys.exit()
    asked.close()
