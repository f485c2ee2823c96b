"""The only place that knows SQL: tables, engines, queries, migrations, and `apply`."""
