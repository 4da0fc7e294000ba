"""The channel to a student's process: data only, bounded, validated."""
