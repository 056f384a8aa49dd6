"""The web page over the live inventory: it reads, and publishes the rulings of those who have its token.

`app.py` puts it together; `asking.py` turns an address into a question to the store and back, `questions.py` has those
with a name; `pages.py` and `api.py` answer; `ruling.py` takes rulings, `seal.py` knows our own forms; `guard.py` keeps
out who may not ask; `serving.py` listens.
`static/htmx.min.js` is htmx 2.0.11 as published, under the licence beside it.
"""
