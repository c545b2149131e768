"""What the gateway shows across services, prepared from their events in its own database (读模型).

`rows` folds events into rows, `kinds` and `catalogue` say which event becomes which row, `store` keeps the rows by
generation, and `profile`, `figures` and `dashboards` read them. `rehearsal` compares all of these with the events.
"""
