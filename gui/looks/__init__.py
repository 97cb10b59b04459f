"""How everything in the window is drawn."""
