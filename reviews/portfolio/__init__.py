"""The reads that span workloads: filters, the heat map, figures, the trend, who must act, what it would take."""
