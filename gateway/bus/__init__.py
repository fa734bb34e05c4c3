"""The bus: Redis as the single authority. Only this package imports `redis`."""
