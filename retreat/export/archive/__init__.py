"""The archive pack: everything that an archive may keep, described so that strangers find and understand it later."""
