"""What invented people are called and what they write. Data only."""

NAMES: tuple[str, ...] = (
    *("Amber", "Bryn", "Cora", "Dilys", "Euan", "Fern", "Gethin", "Hazel", "Iona", "Jago", "Kirsty", "Lachlan"),
    *("Mabli", "Niall", "Oonagh", "Perran", "Rhona", "Selwyn", "Tegan", "Una", "Vaughan", "Wren", "Ysella", "Zachary"),
)
SENTENCES: tuple[str, ...] = (
    "We counted the visits and not what they were for.",
    "Nobody had asked her what a good week looks like.",
    "It was written down, so it happened.",
    "The review was on time and nothing had changed.",
    "He wanted his own front door, not a package.",
    "We write for the next inspection.",
    "A story needs somebody who has time to hear it.",
    "Two of us mean different things by the same word.",
    "The form ends where the account begins.",
    "What would we stop doing if we trusted this?",
    "The figure is right and it tells us nothing.",
    "I would not sign this if I were her daughter.",
    "We should read it back to the person first.",
    "Small changes count, and they are hard to show.",
    "Ask the people who left.",
    "It depends who is in the room.",
)
