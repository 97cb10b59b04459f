"""What a user asks for into terms, and terms into tests of rows."""
