"""What authors run: builder, runner and report, calibration, data."""
