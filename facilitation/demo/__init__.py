"""A sample programme, so that everything can be tried before the first real retreat. All people in it are invented."""
