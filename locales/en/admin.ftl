# Administration and help
about-title = About and help
