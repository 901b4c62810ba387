"""What is decided at the desk, a module for each subject. ``frontoffice.apps`` imports them for what they register."""
