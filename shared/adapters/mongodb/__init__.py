"""The host store on MongoDB: the inventory of many machines."""
