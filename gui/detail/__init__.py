"""A row and its record into the detail pane: summary, fields, XML, bytes and source."""
