"""The dashboards (看板), one module per area: numbers and series for charts, counted when asked for."""
