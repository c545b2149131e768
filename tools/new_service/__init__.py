"""`make new-service NAME=library ZH=图书资料`: the smallest complete service, registered everywhere, with its tests."""
