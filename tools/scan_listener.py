"""An address outside the site that wapiti tries to make the site call: what calls it stands in a file.

    scan_listener.py PORT FILE

Wapiti asks it afterwards (get_ssrf.php, get_xxe.php) what it heard; the file is what `make scan` reads.
"""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

PORT, FILE = int(sys.argv[1]), Path(sys.argv[2])


class Listener(BaseHTTPRequestHandler):
    def do_GET(self):
        if not self.path.startswith("/get_"):
            with FILE.open("a", encoding="utf-8") as heard:
                heard.write(f"the site called {self.path}\n")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_HEAD = do_GET


HTTPServer(("127.0.0.1", PORT), Listener).serve_forever()
