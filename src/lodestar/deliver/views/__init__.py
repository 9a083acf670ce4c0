"""The pages of delivery: caseload and record, star, goals, proof, figures of a service, instruments, totals."""
