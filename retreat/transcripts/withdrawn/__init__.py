"""The sound of somebody who has withdrawn: where they speak, silencing it, and what people who listened say."""
