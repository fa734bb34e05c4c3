"""What makes files of the project from others' packages; nothing here is imported by the product."""
