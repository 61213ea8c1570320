"""What the lab knows of networks: their cards and reports, what was measured here, and which is better than which."""
