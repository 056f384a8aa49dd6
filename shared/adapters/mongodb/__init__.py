"""The host store on MongoDB: the inventory of many machines."""

from shared.adapters.mongodb.opening import open_mongodb
from shared.adapters.mongodb.settings import MongoSettings
from shared.adapters.mongodb.store import MongoHostStore

__all__ = ["MongoHostStore", "MongoSettings", "open_mongodb"]
