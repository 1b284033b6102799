"""The plan as people see it: across workloads, or of one."""
