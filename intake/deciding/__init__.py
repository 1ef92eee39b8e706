"""What people decide, and what follows from it without a mail: entries judged again, reminders."""
