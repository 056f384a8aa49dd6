"""The web page over the live inventory: it only reads, and writes nothing anywhere.

`app.py` puts it together; `asking.py` turns an address into a question to the store and back, `questions.py` has those
with a name; `pages.py` and `api.py` answer; `guard.py` keeps out who may not ask; `serving.py` listens.
`static/htmx.min.js` is htmx 2.0.11 as published, under the licence beside it.
"""
