"""What people owe and until when: tasks, promises, and the clocks of a service agreement."""
