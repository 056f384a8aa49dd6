"""The one room in which an answer's bytes become JSON or XML, for all vendors. Pure.

It is read strictly first. What isn't valid is mended where it can be: each byte or character that can't be read
becomes U+FFFD. Where that doesn't help, the list of hosts is cut by its structure and each host is read apart: one that
can't be is an `Unfit` in its place. An answer that ends too soon, or has no list of hosts, is no answer.
"""

from services.fetcher.decoding.bounds import Undecodable
from services.fetcher.decoding.json_body import read_json
from services.fetcher.decoding.unfit import Unfit
from services.fetcher.decoding.xml_body import listed, read_xml

__all__ = ["Undecodable", "Unfit", "listed", "read_json", "read_xml"]
