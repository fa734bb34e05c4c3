"""Being connected to a server: when to try, when to try again, when to give up; and the certificate to trust. Pure."""
