"""What staff say to the product in private, whatever the channel: queue, tasks, approvals, cases."""
