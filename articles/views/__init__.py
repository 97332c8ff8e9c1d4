"""The pages, by what they are about. Views are functions: find, render; `publishing` says what they show."""
