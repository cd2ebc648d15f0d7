"""What `linli bench assistance` measures besides payments."""
