"""What a person sets: the look, notifications, what is told and shown; and what the app is made of."""
