"""An event's agenda: days of sessions, inputs, breaks and meals, laid out, looked over and compared with real time."""
