"""Operations: what an admin sees of a gateway: logs, metrics, health. Nothing here takes part in the chat."""
